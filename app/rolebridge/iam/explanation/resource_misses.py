"""Resources that were nearly covered."""

import re
from collections.abc import Iterator

from rolebridge.iam.context import RequestContext
from rolebridge.iam.explanation.mistakes import Mistake, NearMiss
from rolebridge.iam.explanation.resemblance import describe_places, drop_path, find_path_mistake
from rolebridge.iam.patterns import Part, Pattern, Subject, Wildcard
from rolebridge.iam.policy import Policy
from rolebridge.iam.request import Request
from rolebridge.iam.resources import ResourceElement
from rolebridge.iam.text import fold
from rolebridge.iam.variables import Template, join_parts

Parts = tuple[Part, ...]

_SEGMENTS = ("arn", "partition", "service", "region", "account", "resource")
_PLACES = {"account", "partition", "region"}
_EVERYTHING = "*"
_WILDCARD = re.compile(r"[*?]")


def find_resource_misses(
    policy: Policy, element: ResourceElement | None, request: Request
) -> tuple[NearMiss, ...]:
    """Why a statement that does not cover a resource was perhaps meant to."""
    resource = request.resource
    if element is None or element.negated:
        return ()
    if resource == _EVERYTHING:
        return (NearMiss.of(Mistake.NO_RESOURCE_OF_ITS_OWN),)
    return tuple(
        miss
        for template in element.templates
        if _may_resemble(template.source, resource)
        for miss in _compare_template(policy, template, resource, request.context)
    )


def _may_resemble(source: str, resource: str) -> bool:
    """Whether a closer look can find anything; most patterns are for something else entirely."""
    expected, actual = source.split(":", 5), resource.split(":", 5)
    if "${" in source or len(expected) != len(actual):
        return True
    beginning, last = fold(_WILDCARD.split(expected[-1], 1)[0]), fold(actual[-1])
    return expected[2] == actual[2] and (
        actual[2] == "iam" or last.startswith(beginning) or beginning.startswith(last)
    )


def _compare_template(
    policy: Policy, template: Template, resource: str, context: RequestContext
) -> Iterator[NearMiss]:
    if not policy.has_variables and "${" in template.source:
        yield NearMiss.of(Mistake.VARIABLE_IN_OLD_VERSION, expected=template.source)
    segments = [part.resolve(context) for part in template.split(":", len(_SEGMENTS) - 1)]
    resolved = [segment for segment in segments if segment is not None]
    if len(resolved) < len(segments):
        yield NearMiss.of(Mistake.VARIABLE_WITHOUT_VALUE, expected=template.source)
    elif len(resolved) == len(_SEGMENTS):
        yield from _compare_segments(resolved, resource)


def _compare_segments(expected: list[Parts], resource: str) -> Iterator[NearMiss]:
    actual = resource.split(":", len(_SEGMENTS) - 1)
    differing = [
        name
        for name, parts, text in zip(_SEGMENTS, expected, actual, strict=True)
        if not _matches(parts, text)
    ]
    whole = ":".join(join_parts(parts) for parts in expected)
    if differing and _PLACES.issuperset(differing):
        yield describe_places([p for p in _SEGMENTS if p in differing], whole, resource)
    elif differing == ["resource"]:
        yield from _compare_last(expected[-1], actual[-1], whole, resource)


def _compare_last(parts: Parts, text: str, whole: str, resource: str) -> Iterator[NearMiss]:
    mistake = _find_usual_mistake(parts, text)
    if mistake is None and resource.split(":")[2] == "iam":
        mistake = find_path_mistake(join_parts(parts), text) or _find_path_left_out(parts, text)
    if mistake is not None:
        yield NearMiss.of(mistake, expected=whole, actual=resource)
    elif _matches((*parts, "/", Wildcard.ANY), text):
        yield NearMiss.of(Mistake.CONTENTS_NOT_COVERED, expected=whole, meant=f"{whole}/*")
    elif _matches((*parts, ":", Wildcard.ANY), text):
        meant = f"{whole}:*"
        yield NearMiss.of(
            Mistake.QUALIFIER_NOT_COVERED, expected=whole, actual=resource, meant=meant
        )
    elif _ends_in_contents(parts) and _matches(parts, f"{text}/"):
        yield NearMiss.of(Mistake.ONLY_CONTENTS_COVERED, expected=whole, meant=whole[:-2])


def _find_usual_mistake(parts: Parts, text: str) -> Mistake | None:
    folded = tuple(fold(part) if isinstance(part, str) else part for part in parts)
    if _matches(folded, fold(text)):
        return Mistake.CASE_DIFFERS
    if _matches((*parts, "/"), text) or (_ends_in(parts, "/") and _matches(parts, f"{text}/")):
        return Mistake.TRAILING_SLASH
    return None


def _find_path_left_out(parts: Parts, text: str) -> Mistake | None:
    """For patterns such as `role/Deploy*`, which does not cover `role/team/Deploy1`."""
    return Mistake.PATH_LEFT_OUT if _matches(parts, drop_path(text)) else None


def _ends_in_contents(parts: Parts) -> bool:
    return parts[-1:] == (Wildcard.ANY,) and _ends_in(parts[:-1], "/")


def _ends_in(parts: Parts, text: str) -> bool:
    return bool(parts) and isinstance(parts[-1], str) and parts[-1].endswith(text)


def _matches(parts: Parts, text: str) -> bool:
    return Pattern.of(parts).matches(Subject(text))
