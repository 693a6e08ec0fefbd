"""A part of a document together with where it stands and what is asked of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from rolebridge.iam.faults import FaultLog, Rule
from rolebridge.iam.json_text import Path
from rolebridge.iam.kinds import RULES, KindRules, PolicyKind

Member = dict[str, object]


@dataclass(frozen=True, slots=True)
class Reading:
    """One document being read: the rules of its kind, its faults, and whether it has variables.

    `is_new` asks for what AWS asks of a document on the day that it is stored.
    """

    kind: PolicyKind
    faults: FaultLog
    variables: bool = False
    is_new: bool = False

    @property
    def rules(self) -> KindRules:
        return RULES[self.kind]

    def refuse(
        self,
        path: Path,
        rule: Rule,
        text: str,
        *,
        subject: str = "",
        detail: str | None = None,
        line: int | None = None,
    ) -> None:
        """Log a fault, with what AWS says of it: of `subject`, or else in the words `detail`."""
        self.faults.add(path, rule, text, self.rules.voice.say(rule, subject, detail), line=line)

    def read_strings(self, value: object, path: Path) -> Iterator[tuple[Path, str]]:
        """A string, or an array of strings, with the path of each."""
        items = value if isinstance(value, list) else [value]
        for position, item in enumerate(items):
            at = (*path, position) if isinstance(value, list) else path
            if type(item) is str:
                yield at, item
            else:
                self.refuse(at, Rule.ELEMENT_TYPE, "a string or an array of strings")


def explain_name(name: str, known: tuple[str, ...]) -> str:
    """Say of an unknown element what it was probably meant to be."""
    meant = next((element for element in known if element.lower() == name.lower()), None)
    if meant is None:
        return f"{name!r} is not known here"
    return f"{name!r} is not known here: names are case-sensitive, write {meant!r}"
