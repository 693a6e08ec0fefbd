"""How policies, metadata and key sets may be written: in place, as text, or in a file beside."""

from dataclasses import dataclass

from rolebridge.federation.compounds import Either, Record
from rolebridge.federation.faults import Path, show
from rolebridge.federation.report import Report
from rolebridge.federation.shapes import JSONSchema, Text

_FILE = Record(
    "A file beside this one.",
    {
        "file": Text(
            "The file's name, relative to this file's folder. It may not lead out of that folder: "
            "whoever reviews this file sees everything it can read.",
            "a relative file name",
            r"[^\x00-\x1f\x7f/\\][^\x00-\x1f\x7f\\]*",
            examples=("policies/developer.json",),
        )
    },
    required=("file",),
)


@dataclass(frozen=True, slots=True)
class _PolicyMapping:
    """`{file: NAME}`, or the policy itself, whose inner grammar is IAM's."""

    description: str = "A policy document written as YAML, with IAM's own keys."

    def check(self, value: object, path: Path, report: Report) -> None:
        if isinstance(value, dict) and "file" in value:
            _FILE.check(value, path, report)
        elif not isinstance(value, dict) or "Statement" not in value:
            report.add(
                path, "is neither {file: NAME} nor a policy with a Statement", value=show(value)
            )

    def schema(self) -> JSONSchema:
        document = {
            "description": self.description,
            "type": "object",
            "required": ["Statement"],
            "not": {"required": ["file"]},
            "properties": {
                "Version": {
                    "description": 'The policy language, in quotes: "2012-10-17".',
                    "enum": ["2012-10-17", "2008-10-17"],
                },
                "Statement": {"type": ["array", "object"]},
            },
        }
        return {"anyOf": [_FILE.schema(), document]}


def policy(description: str) -> Either:
    """The shape of a policy document."""
    return Either(
        f"{description} Plain IAM JSON: as YAML mapping, as JSON text, or as {{file: NAME}}.",
        text=Text("The policy as JSON text, kept to the letter.", maximum=131_072),
        mapping=_PolicyMapping(),
        rule="a policy: a mapping, JSON text, or {file: NAME}",
    )


def key_set(description: str) -> Either:
    """The shape of a JSON Web Key Set (RFC 7517)."""
    return Either(
        description,
        text=Text("The key set as JSON text.", maximum=262_144),
        mapping=_FILE,
        rule="a key set: JSON text or {file: NAME}",
    )


def metadata(description: str) -> Either:
    """The shape of a SAML metadata document."""
    return Either(
        description,
        text=Text("The metadata as XML text.", maximum=1_048_576),
        mapping=_FILE,
        rule="metadata: XML text or {file: NAME}",
    )
