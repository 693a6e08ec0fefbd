"""Principals that were nearly named, and what naming an account or exceptions does."""

from collections.abc import Iterator

from rolebridge.arn import ARN
from rolebridge.iam.callers import CallerKind, Principal
from rolebridge.iam.explanation.mistakes import Mistake, NearMiss
from rolebridge.iam.explanation.resemblance import (
    describe_places,
    drop_path,
    find_arn,
    find_path_mistake,
    list_places,
)
from rolebridge.iam.policy import Effect, Statement
from rolebridge.iam.principals import PrincipalElement, PrincipalType
from rolebridge.iam.text import fold

_UNIQUE_IDS = ("AIDA", "AROA")
_WITH_UNIQUE_ID = (CallerKind.USER, CallerKind.ROLE, CallerKind.SESSION, CallerKind.FEDERATED_USER)


def find_principal_misses(
    element: PrincipalElement | None, principal: Principal
) -> tuple[NearMiss, ...]:
    """Why an element that does not name the caller was perhaps meant to."""
    if element is None or element.negated:
        return ()
    return tuple(
        miss
        for kind, text in element.written
        for miss in _COMPARERS.get(kind, _find_nothing)(text, principal)
    )


def find_not_principal_effects(statement: Statement, principal: Principal) -> tuple[NearMiss, ...]:
    """What a statement that matched does besides, because it lists exceptions only."""
    element = statement.principals
    if element is None or not element.negated:
        return ()
    if principal.is_named_by(element):
        return (NearMiss.of(Mistake.NOT_PRINCIPAL_UNDER_BOUNDARY),)
    if statement.effect is Effect.ALLOW:
        return (NearMiss.of(Mistake.NOT_PRINCIPAL_ALLOWS_OTHERS),)
    return (NearMiss.of(Mistake.NOT_PRINCIPAL_DENIES_OTHERS),)


def find_delegation(element: PrincipalElement | None, principal: Principal) -> tuple[NearMiss, ...]:
    """That naming an account grants nothing yet."""
    written = [text for _, text in element.written] if element else []
    meant = [text for text in written if principal.account in (text, _find_root(text))]
    return tuple(NearMiss.of(Mistake.ACCOUNT_ONLY_DELEGATES, expected=text) for text in meant)


def _compare_aws(text: str, principal: Principal) -> Iterator[NearMiss]:
    if principal.kind is CallerKind.PROVIDER:
        provider = find_arn(principal.arn)
        if provider is not None and provider.account in (text, _find_root(text)):
            yield NearMiss.of(Mistake.ACCOUNT_IS_NOT_PROVIDER)
    elif text.startswith(_UNIQUE_IDS):
        if principal.kind in _WITH_UNIQUE_ID:
            yield NearMiss.of(Mistake.UNIQUE_ID, expected=text)
    else:
        yield from _compare_arns(text, principal)


def _compare_federated(text: str, principal: Principal) -> Iterator[NearMiss]:
    if principal.kind is CallerKind.PROVIDER:
        yield from _compare_arns(text, principal)


def _find_nothing(_: str, __: Principal) -> Iterator[NearMiss]:
    return iter(())


_COMPARERS = {PrincipalType.AWS: _compare_aws, PrincipalType.FEDERATED: _compare_federated}


def _compare_arns(text: str, principal: Principal) -> Iterator[NearMiss]:
    for name in filter(None, (principal.arn, principal.pathless)):
        if fold(name) == fold(text):
            yield NearMiss.of(Mistake.CASE_DIFFERS, expected=text, actual=name)
            return
        expected, actual = find_arn(text), find_arn(name)
        if expected is not None and actual is not None and expected.service == actual.service:
            yield from _compare_parts(expected, actual, is_pathless=name == principal.pathless)


def _compare_parts(expected: ARN, actual: ARN, *, is_pathless: bool) -> Iterator[NearMiss]:
    places = list_places(expected, actual)
    resource = drop_path(expected.resource) if is_pathless else expected.resource
    if places and resource == actual.resource:
        yield describe_places(places, str(expected), str(actual))
        return
    mistake = None
    if expected.service == "iam":
        mistake = find_path_mistake(resource, actual.resource)
    elif _role_of(expected) == _role_of(actual) is not None:
        mistake = Mistake.OTHER_SESSION
    if mistake is not None and not places:
        yield NearMiss.of(mistake, expected=str(expected), actual=str(actual))


def _role_of(arn: ARN) -> str | None:
    """The role behind the ARN of a session."""
    kind, _, rest = arn.resource.partition("/")
    return rest.partition("/")[0] if kind == "assumed-role" else None


def _find_root(text: str) -> str | None:
    """The account of the ARN of an account's root."""
    arn = find_arn(text)
    return arn.account if arn is not None and arn.resource == "root" else None
