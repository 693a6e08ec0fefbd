"""Where the folders are that travel inside an installed package and stand beside it in the tree."""

from pathlib import Path


def find_resource_folder(name: str) -> Path:
    """`templates` or `migrations`: inside the package, else at the top of the source tree."""
    package = Path(__file__).parent
    installed = package / name
    return installed if installed.is_dir() else package.parent.parent / name
