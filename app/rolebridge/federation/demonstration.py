"""Example Corp, the organisation of `rolebridge demo`: a federation file like any other."""

from dataclasses import dataclass
from importlib.resources import files

from rolebridge.federation.organisation import Organisation
from rolebridge.federation.parse import parse_federation

FILE = "demonstration.yaml"


@dataclass(frozen=True, slots=True)
class Introduction:
    """Somebody to sign in as, and what they may do, in the words of the pages and the terminal."""

    username: str
    may: str

    @property
    def password(self) -> str:
        """In the open, which is why a demonstration's home never serves an organisation."""
        return f"{self.username}-demo-password"


INTRODUCTIONS = (
    Introduction("alice", "Administrator and ReadOnly in both accounts"),
    Introduction("bob", "Developer in example-dev"),
    Introduction("carol", "no AWS role, and the portal says why"),
    Introduction("mallory", "disabled"),
)


def read_demonstration_text() -> str:
    """The demonstration's federation file, for people to read and to begin their own from."""
    return files("rolebridge.federation").joinpath(FILE).read_text(encoding="utf-8")


def read_demonstration() -> Organisation:
    """The demonstration organisation."""
    return parse_federation(read_demonstration_text(), file=FILE).organisation
