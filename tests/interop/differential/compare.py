"""Where two answers to one case differ, and which of the differences are known ones."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from interop.differential.known import KnownDifference
from interop.differential.peer import Answer, Case, Judge

REFUSED = "refused"
_ALLOWS = frozenset({"Allowed", "AllowedForAccount"})
_DENIES = frozenset({"ExplicitlyDenied", "DeniedForAccount"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One case on which the two sides do not agree."""

    case: Case
    ours: Answer
    theirs: Answer
    what: str


@dataclass(slots=True)
class Report:
    """What a run found. `known` counts differences that one row explains alone."""

    cases: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    known: dict[str, list[Difference]] = field(default_factory=lambda: defaultdict(list))
    several: list[Difference] = field(default_factory=list)
    unexplained: list[Difference] = field(default_factory=list)


def find_difference(ours: Answer, theirs: Answer) -> str | None:
    """What differs, in words. Beside the verdict, the peer's view of our deciding layer counts."""
    if theirs.get("ignored"):
        return f"the peer ignored {theirs['ignored']}"
    if ours["verdict"] == "Error" or theirs["verdict"] == "Error":
        return f"{REFUSED}: ours {ours.get('error')}, theirs {theirs.get('error')}"
    if ours["verdict"] != theirs["verdict"]:
        return f"ours {ours['verdict']} by {ours['deciding_layer']}, theirs {theirs['verdict']}"
    layer = str(ours["deciding_layer"])
    view = theirs["layers"].get("resource" if layer == "trust" else layer)
    if _supports(view, str(ours["verdict"])):
        return None
    return f"ours {ours['verdict']} by {layer}, of which theirs says {view}"


def _supports(view: str | None, verdict: str) -> bool:
    if verdict == "Allowed":
        return view in _ALLOWS
    if verdict == "ExplicitlyDenied":
        return view in _DENIES
    return view not in _ALLOWS


def compare(
    cases: Sequence[Case], ours: Judge, theirs: Judge, known: Sequence[KnownDifference]
) -> Report:
    """Judge every case twice and sort the differences."""
    report = Report(cases=len(cases))
    found = find_differences(cases, ours, theirs)
    report.verdicts.update(str(answer["verdict"]) for answer in found.ours)
    open_ones = _sort_single(found.differences, ours, theirs, known, report)
    _sort_several(open_ones, ours, theirs, known, report)
    return report


@dataclass(frozen=True, slots=True)
class Found:
    """The answers of our side to a batch, and the differences in it."""

    ours: list[Answer]
    differences: list[Difference]


def find_differences(cases: Sequence[Case], ours: Judge, theirs: Judge) -> Found:
    our_answers, their_answers = ours(cases), theirs(cases)
    differences = []
    for case, mine, other in zip(cases, our_answers, their_answers, strict=True):
        what = find_difference(mine, other)
        if what is not None:
            differences.append(Difference(case, mine, other, what))
    return Found(our_answers, differences)


def _sort_single(
    differences: list[Difference],
    ours: Judge,
    theirs: Judge,
    known: Sequence[KnownDifference],
    report: Report,
) -> list[Difference]:
    """Differences that vanish when one row's construct is written another way."""
    attempts = [
        (difference, row.id, rewritten)
        for difference in differences
        for row in known
        if (rewritten := row.rewrite(difference.case)) is not None
    ]
    explained: set[str] = set()
    settled = _settled([(each, case) for each, _, case in attempts], ours, theirs)
    for (difference, row_id, _), vanished in zip(attempts, settled, strict=True):
        if vanished:
            report.known[row_id].append(difference)
            explained.add(str(difference.case["id"]))
    return [each for each in differences if each.case["id"] not in explained]


def _sort_several(
    differences: list[Difference],
    ours: Judge,
    theirs: Judge,
    known: Sequence[KnownDifference],
    report: Report,
) -> None:
    """Differences that vanish only when several rows' constructs are written another way.

    What is left is told as rewritten, because that part of it is what nobody knows.
    """
    attempts = [(each, _rewrite_all(each, ours, known)) for each in differences]
    for (difference, case), vanished in zip(
        attempts, _settled(attempts, ours, theirs), strict=True
    ):
        if vanished:
            report.several.append(difference)
        else:
            report.unexplained += find_differences([case], ours, theirs).differences


def _rewrite_all(difference: Difference, ours: Judge, known: Sequence[KnownDifference]) -> Case:
    """The case with everything known written another way, as far as our answer stays."""
    case = difference.case
    for row in known:
        rewritten = row.rewrite(case)
        if rewritten is not None and ours([rewritten]) == [difference.ours]:
            case = rewritten
    return case


def _settled(attempts: list[tuple[Difference, Case]], ours: Judge, theirs: Judge) -> list[bool]:
    """Whether the rewritten case means the same to us, and both sides agree on it."""
    cases = [case for _, case in attempts]
    pairs = zip(attempts, ours(cases), theirs(cases), strict=True)
    return [
        mine == difference.ours and find_difference(mine, other) is None
        for (difference, _), mine, other in pairs
    ]
