"""The figures of a run, and whether it is good enough."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from mutation.survivors import Key, Survivors
from mutation.verdicts import Mutant

REQUIRED = 90.0  # percent


class Report:
    """Figures for each module, survivors without a reason, and reasons without a survivor."""

    def __init__(self, mutants: Iterable[Mutant], known: Survivors) -> None:
        self.tried = list(mutants)
        self.alive = [mutant for mutant in self.tried if not mutant.is_dead]
        self.unexplained = [mutant for mutant in self.alive if mutant.key not in known]
        self.stale = self._find_stale(known)

    def _find_stale(self, known: Survivors) -> list[Key]:
        """Entries whose mutant died or is gone; about functions not tried nothing is known."""
        functions = {mutant.function for mutant in self.tried}
        alive = {mutant.key for mutant in self.alive}
        return sorted(key for key in known.named if key[0] in functions and key not in alive)

    @property
    def percentage(self) -> float:
        dead = len(self.tried) - len(self.alive)
        return 100 * dead / len(self.tried) if self.tried else 0.0

    @property
    def is_good(self) -> bool:
        return self.percentage >= REQUIRED and not self.unexplained and not self.stale

    def lines(self) -> Iterator[str]:
        yield from self._table()
        for mutant in self.unexplained:
            yield f"\n{mutant.status}, and no reason is given: {mutant.name}"
            yield from _change(mutant.key)
        for key in self.stale:
            yield "\na reason is given, but it does not live:"
            yield from _change(key)
        yield (
            f"\n{len(self.tried)} mutants, {self.percentage:.1f} % killed, {len(self.alive)} alive, "
            f"{len(self.unexplained)} of them without a reason; {len(self.stale)} stale reasons"
        )

    def _table(self) -> Iterator[str]:
        modules: dict[str, Counter[str]] = defaultdict(Counter)
        for mutant in self.tried:
            modules[mutant.module][mutant.status] += 1
        yield f"{'module':<32}{'mutants':>8}{'killed':>8}{'timeout':>8}{'alive':>8}{'score':>9}"
        for module, found in sorted(modules.items()):
            count = found.total()
            dead = found["killed"] + found["timeout"]
            yield (
                f"{module:<32}{count:>8}{found['killed']:>8}{found['timeout']:>8}"
                f"{count - dead:>8}{100 * dead / count:>7.1f} %"
            )


def _change(key: Key) -> Iterator[str]:
    function, was, becomes = key
    yield f"  in      {function}"
    yield from (f"  -  {line}" for line in was.splitlines())
    yield from (f"  +  {line}" for line in becomes.splitlines())
