"""Findings about the entries of Resource and NotResource."""

from rolebridge.iam.lint.arn_formats import ArnFormats
from rolebridge.iam.lint.codes import Code
from rolebridge.iam.lint.places import check_place
from rolebridge.iam.lint.reach import Reach, Reached
from rolebridge.iam.lint.redundancy import find_covered
from rolebridge.iam.lint.report import Report
from rolebridge.iam.lint.shapes import EVERYTHING, ResourceShape, Shape
from rolebridge.iam.lint.subject import LintedPolicy, LintedStatement
from rolebridge.iam.service_data import Action, ResourceType, Service
from rolebridge.iam.text import fold

_MOST_TYPES = 4
_MOST_FORMATS = 2
# Which resources an action for tags works on is where the reference is most often behind.
_TAG = "tag"


def check_resources(
    linted: LintedPolicy, shapes: tuple[Shape, ...], reach: Reach, report: Report
) -> None:
    """Notes entries that are needless, elsewhere, or that no action of their statement can have."""
    formats = ArnFormats(reach.effort)
    for statement, shape in zip(linted.statements, shapes, strict=True):
        for covered, wider in find_covered(shape.resources, shape.alphabet.effort):
            entry = statement.resources[covered]
            wide = statement.resources[wider].text
            report.add(Code.RESOURCE_REDUNDANT, entry.path, resource=entry.text, wider=wide)
        for entry in statement.resources:
            check_place(entry, linted.surroundings, report)
        if _names_resources(statement):
            folded = tuple(shape.read_resource(fold(e.text)) for e in statement.resources)
            for reached in reach.read(statement):
                _check_types(reached, folded, formats, report)


def _names_resources(statement: LintedStatement) -> bool:
    """Whether it speaks of some resources only, for some actions only."""
    is_negated = statement.has_not_resource or statement.has_not_action
    texts = [entry.text for entry in statement.resources]
    return not is_negated and bool(texts) and EVERYTHING not in texts


def _check_types(
    reached: Reached, resources: tuple[ResourceShape, ...], formats: ArnFormats, report: Report
) -> None:
    if reached.service is None or reached.is_pattern or not reached.actions:
        return
    action = reached.actions[0]
    name = f"{reached.service.prefix}:{action.name}"
    if not action.resource_types:
        if not any(_is_all_of(reached.prefix, resource) for resource in resources):
            report.add(Code.RESOURCE_NEEDS_STAR, reached.entry.path, action=name)
        return
    kinds = _find_kinds(reached.service, action)
    if kinds and not any(formats.can_be(r, kind) for r in resources for kind in kinds):
        report.add(
            Code.RESOURCE_TYPE_UNSUPPORTED,
            reached.entry.path,
            action=name,
            types=", ".join(kind.name for kind in kinds[:_MOST_TYPES]),
            format=" or ".join(kind.arn_format for kind in kinds[:_MOST_FORMATS]),
        )


def _is_all_of(prefix: str, resource: ResourceShape) -> bool:
    """Whether an entry stands for all that a service has, which AWS lets stand for `*` too."""
    segments = resource.segments or ()
    return len(segments) == 6 and segments[2].spelt == prefix and segments[5].covers_all


def _find_kinds(service: Service, action: Action) -> list[ResourceType]:
    """The types that an action works on; none where they are not known for certain."""
    found = [service.resource_types.get(fold(name)) for name in action.resource_types]
    kinds = [kind for kind in found if kind is not None]
    return kinds if len(kinds) == len(found) and _TAG not in fold(action.name) else []
