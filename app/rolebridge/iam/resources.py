"""The Resource and NotResource elements: their form, and which resources they cover.

A trust policy has none, because its role is the resource.
"""

from dataclasses import dataclass

from rolebridge.iam.faults import Rule
from rolebridge.iam.patterns import Subject, Wildcard
from rolebridge.iam.request import Request
from rolebridge.iam.variables import InvalidVariable, Template

# AWS General Reference and the SDKs' partition data, with the sovereign and the isolated ones.
_PARTITIONS = frozenset(
    {
        *("*", "aws", "aws-cn", "aws-us-gov", "aws-eusc"),
        *("aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"),
    }
)
_SEGMENTS = 6


@dataclass(frozen=True, slots=True)
class ResourceElement:
    """Resource or NotResource: `*` or ARNs with wildcards and variables."""

    written: tuple[str, ...]
    negated: bool
    templates: tuple[Template, ...]

    def covers(self, request: Request) -> bool:
        """Whether the element applies to the resource of a request."""
        return any(_matches(t, request) for t in self.templates) is not self.negated


def _matches(template: Template, request: Request) -> bool:
    """Segment by segment. A variable without a value makes the entry match nothing."""
    if template.source == "*":
        return True
    segments = template.split(":", _SEGMENTS - 1)
    if len(segments) != len(request.segments):
        return False
    return all(
        segment.matches(Subject(text), request.context)
        for segment, text in zip(segments, request.segments, strict=True)
    )


class InvalidResource(ValueError):
    """Why a resource was refused: the rule, and AWS's words where they are known."""

    def __init__(self, rule: Rule, text: str, aws_text: str | None = None) -> None:
        super().__init__(text)
        self.rule = rule
        self.text = text
        self.aws_text = aws_text


def parse_resource(text: str, *, variables: bool) -> Template:
    """Read `*` or an ARN pattern of six parts. Raises InvalidResource."""
    try:
        template = Template.parse(text, variables=variables, wildcards=True)
    except InvalidVariable as error:
        raise InvalidResource(Rule.VARIABLE, str(error)) from None
    if text != "*":
        _check_parts(text, template)
    return template


def _check_parts(text: str, template: Template) -> None:
    # A colon inside `${...}` does not separate anything, so the parts come from the template.
    parts = template.split(":", _SEGMENTS - 1)
    if len(parts) == 1:
        raise InvalidResource(
            Rule.RESOURCE_FORM,
            f'{text!r} is neither an ARN nor "*"',
            f'Resource {text} must be in ARN format or "*".',
        )
    if _plain(parts[1]) not in _PARTITIONS:
        raise InvalidResource(
            Rule.RESOURCE_FORM, f"{text!r} names no partition of AWS", _partition_text(text)
        )
    if len(parts) == 2 or _has_wildcard(parts[2]) or parts[2].has_variables:
        raise InvalidResource(
            Rule.RESOURCE_FORM,
            f"{text!r} must name its service in full",
            "Resource vendor must be fully qualified and cannot contain regexes.",
        )
    if _plain(parts[2]) == "" or (len(parts) < _SEGMENTS and "::" in text):
        raise InvalidResource(
            Rule.RESOURCE_SYNTAX, f"{text!r} is not an ARN", "The policy failed legacy parsing"
        )
    if len(parts) < _SEGMENTS or _plain(parts[0]) != "arn":
        raise InvalidResource(Rule.RESOURCE_FORM, f"{text!r} is not an ARN of six parts")


def _plain(template: Template) -> str | None:
    """The text of a part without variables; a lone wildcard counts as its character."""
    if template.parts == (Wildcard.ANY,):
        return "*"
    return template.literal


def _has_wildcard(template: Template) -> bool:
    return any(isinstance(part, Wildcard) for part in template.parts)


def _partition_text(text: str) -> str:
    """IAM shows the parts it understood and fills the others with wildcards."""
    _, partition, *rest = text.split(":", _SEGMENTS - 1)
    rest = rest if rest != [""] else []
    shown = ":".join([*rest, "*", "*", "*", "*"][: max(4, len(rest))])
    return f'Partition "{partition}" is not valid for resource "arn:{partition}:{shown}".'
