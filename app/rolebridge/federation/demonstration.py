"""Example Corp, the organisation of `rolebridge demo`: a federation file like any other."""

from importlib.resources import files

from rolebridge.federation.organisation import Organisation
from rolebridge.federation.parse import parse_federation

FILE = "demonstration.yaml"


def read_demonstration_text() -> str:
    """The demonstration's federation file, for people to read and to begin their own from."""
    return files("rolebridge.federation").joinpath(FILE).read_text(encoding="utf-8")


def read_demonstration() -> Organisation:
    """The demonstration organisation."""
    return parse_federation(read_demonstration_text(), file=FILE).organisation
