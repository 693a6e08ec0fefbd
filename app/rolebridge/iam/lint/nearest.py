"""What somebody probably meant: the known name that is nearest to an unknown one."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from rolebridge.iam.text import fold

# Closer than this a guess is more often right than not.
_CUTOFF = 0.8
_LONGEST = 80
# Looking for what was meant takes a while, and nobody reads the hundredth guess.
_MOST = 25


@dataclass(slots=True)
class Hints:
    """Guesses what was meant, a limited number of times for one document."""

    left: int = _MOST

    def build(self, name: str, known: Iterable[str]) -> str:
        """` (did you mean 'x'?)` where a known name is close, else nothing."""
        if not self.left or len(name) > _LONGEST:
            return ""
        self.left -= 1
        by_folded = {fold(each): each for each in known}
        close = get_close_matches(fold(name), by_folded, n=1, cutoff=_CUTOFF)
        return f" (did you mean {by_folded[close[0]]!r}?)" if close else ""
