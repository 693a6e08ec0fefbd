"""The Resource and NotResource elements: their form, and which resources they cover.

A trust policy has none, because its role is the resource.
"""

from dataclasses import dataclass, field

from rolebridge.iam.arn_patterns import COLONS, SEGMENTS, ArnPattern
from rolebridge.iam.faults import Rule
from rolebridge.iam.patterns import Wildcard
from rolebridge.iam.request import Request
from rolebridge.iam.variables import InvalidVariable, Template

# AWS General Reference and the SDKs' partition data, with the sovereign and the isolated ones.
_PARTITIONS = frozenset(
    {
        *("*", "aws", "aws-cn", "aws-us-gov", "aws-eusc"),
        *("aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"),
    }
)


@dataclass(frozen=True, slots=True)
class ResourceElement:
    """Resource or NotResource: `*` or ARNs with wildcards and variables.

    Entries are prepared once: `*`, whole ARNs, ARNs with nothing but a `*` at the end, and other
    patterns. The first three, which are most, are settled without matching any.
    """

    written: tuple[str, ...]
    negated: bool
    templates: tuple[Template, ...]
    everything: bool = field(init=False, repr=False, compare=False)
    exact: frozenset[str] = field(init=False, repr=False, compare=False)
    prefixes: tuple[str, ...] = field(init=False, repr=False, compare=False)
    patterns: tuple[ArnPattern, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        arns = [t.split(":", COLONS) for t in self.templates if t.source != "*"]
        patterns = [ArnPattern.of(segments) for segments in arns]
        prepared = {
            "everything": len(arns) < len(self.templates),
            "exact": frozenset(p.literal for p in patterns if p.literal is not None),
            "prefixes": tuple(p.prefix for p in patterns if p.prefix is not None),
            "patterns": tuple(p for p in patterns if p.literal is None and p.prefix is None),
        }
        for name, value in prepared.items():
            object.__setattr__(self, name, value)

    def covers(self, request: Request) -> bool:
        """Whether the element applies to the resource of a request."""
        if self.everything:
            return not self.negated
        resource = request.resource
        if resource in self.exact or resource.startswith(self.prefixes):
            return not self.negated
        subject, context = request.subject, request.context
        for pattern in self.patterns:
            if pattern.matches(subject, context):
                return not self.negated
        return self.negated


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
    parts = template.split(":", COLONS)
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
    if _plain(parts[2]) == "" or (len(parts) < SEGMENTS and "::" in text):
        raise InvalidResource(
            Rule.RESOURCE_SYNTAX, f"{text!r} is not an ARN", "The policy failed legacy parsing"
        )
    if len(parts) < SEGMENTS or _plain(parts[0]) != "arn":
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
    _, partition, *rest = text.split(":")
    rest = rest if rest != [""] else []
    shown = ":".join([*rest, "*", "*", "*", "*"][: max(4, len(rest))])
    return f'Partition "{partition}" is not valid for resource "arn:{partition}:{shown}".'
