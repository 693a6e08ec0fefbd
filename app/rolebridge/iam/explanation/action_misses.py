"""Actions that were nearly named, and what an element that lists exceptions does."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from rolebridge.iam.actions import ActionElement
from rolebridge.iam.explanation.mistakes import Mistake, NearMiss
from rolebridge.iam.policy import Effect, Policy, Statement
from rolebridge.iam.text import fold

_ASSUME = "sts:assumerole"
_ASSUMING = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")
_FURTHER_ACTIONS = {
    "sts:tagsession": Mistake.TAG_SESSION_MISSING,
    "sts:setsourceidentity": Mistake.SET_SOURCE_IDENTITY_MISSING,
}


def find_action_misses(policy: Policy, statement: Statement, action: str) -> tuple[NearMiss, ...]:
    """Why a statement that does not cover an action was perhaps meant to."""
    element, folded = statement.actions, fold(action)
    if element.negated or not _mentions_like(policy.text, folded):
        return ()
    if folded.startswith(_ASSUME):
        others = [name for name in element.written if fold(name).startswith(_ASSUME)]
        facts = {"expected": " and ".join(others), "actual": action}
        return (NearMiss.of(Mistake.OTHER_ASSUME_ACTION, **facts),) if others else ()
    return tuple(_compare_names(element, action, folded))


def find_missing_grants(
    denied: str, allowed: Iterable[str], statements: Iterable[Statement]
) -> tuple[NearMiss, ...]:
    """Whether the role itself may be assumed and only a further action of the call is missing.

    `allowed` are the other actions of the call; of a call that is told alone, the statements say
    what else they allow.
    """
    mistake = _FURTHER_ACTIONS.get(fold(denied))
    if mistake is None:
        return ()
    assuming = [action for action in allowed if fold(action).startswith(_ASSUME)]
    granted = [s.actions for s in statements if s.effect is Effect.ALLOW]
    assuming += [a for a in _ASSUMING if any(element.covers(fold(a)) for element in granted)]
    return (NearMiss.of(mistake, assume=assuming[0]),) if assuming else ()


def find_not_action_effects(statement: Statement) -> tuple[NearMiss, ...]:
    """What a statement that matched does besides, because it lists exceptions only."""
    if not statement.actions.negated:
        return ()
    allows = statement.effect is Effect.ALLOW
    mistake = Mistake.NOT_ACTION_ALLOWS_OTHERS if allows else Mistake.NOT_ACTION_DENIES_OTHERS
    return (NearMiss.of(mistake),)


@lru_cache(maxsize=4096)
def _mentions_like(text: str, folded: str) -> bool:
    """Whether a policy may name an action like this one, somewhere in its text.

    Of thousands of policies nearly all have nothing in common with the action, and this is told by
    a search: of two names that are one letter apart, one half is the same in both.
    """
    lowered = text.lower()
    service, _, name = folded.partition(":")
    middle = len(name) // 2
    likes = (f'{name}"', f"{service}:{name[:middle]}", f'{name[middle:]}"')
    return _ASSUME in folded or any(like in lowered for like in likes)


def _compare_names(element: ActionElement, action: str, folded: str) -> Iterator[NearMiss]:
    service, _, name = folded.partition(":")
    same_service, same_name = f"{service}:", f":{name}"
    found = {
        text
        for text in element.exact
        if text.endswith(same_name)
        or (text.startswith(same_service) and _is_one_letter_away(text, folded))
    }
    for text in element.written if found else ():
        if fold(text) in found:
            is_same_name = fold(text).endswith(same_name)
            mistake = Mistake.OTHER_SERVICE_PREFIX if is_same_name else Mistake.MISSPELT_ACTION
            yield NearMiss.of(mistake, expected=text, actual=action)


def _is_one_letter_away(text: str, other: str) -> bool:
    """One letter more, less or different, or two neighbours that changed places."""
    if abs(len(text) - len(other)) > 1:
        return False
    short, long = sorted((text, other), key=len)
    start = next((i for i, c in enumerate(short) if c != long[i]), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = long[start + 1 : start + 2] + long[start : start + 1]
    return short[start + 1 :] == long[start + 1 :] or (
        short[start : start + 2] == swapped and short[start + 2 :] == long[start + 2 :]
    )
