"""Key sets for the issuers that AWS knows by itself, as files that an administrator puts there."""

from pathlib import Path

from rolebridge.errors import RolebridgeError
from rolebridge.oidc.issuers import BUILT_IN
from rolebridge.oidc.jwks import MAX_CHARACTERS, parse_jwks
from rolebridge.oidc.refusals import KeysRefused


class BuiltInKeysRefused(RolebridgeError):
    """A file of the folder that is not the key set of a provider that AWS knows."""

    code = "built_in_keys_refused"

    def __init__(self, path: Path, rule: str) -> None:
        super().__init__(f"{path}: {rule}")
        self.path = path
        self.rule = rule


def read_built_in_keys(folder: Path | None) -> dict[str, str]:
    """The key set in each `NAME.json`, by name. Raises BuiltInKeysRefused."""
    known = sorted(set(BUILT_IN.values()))
    found = {}
    for path in sorted(folder.glob("*.json")) if folder else ():
        if path.stem not in known:
            raise BuiltInKeysRefused(path, f"the names here are {', '.join(known)}.")
        found[path.stem] = _read(path)
    return found


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(MAX_CHARACTERS + 1)
        parse_jwks(text)
    except (OSError, UnicodeDecodeError) as error:
        raise BuiltInKeysRefused(path, f"it cannot be read ({type(error).__name__}).") from None
    except KeysRefused as error:
        raise BuiltInKeysRefused(path, str(error)) from None
    return text
