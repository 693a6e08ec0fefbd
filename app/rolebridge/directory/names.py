"""Usernames: the one form they are compared in, and what a new one may look like."""

import re
import unicodedata

from rolebridge.errors import RolebridgeError

LONGEST_USERNAME = 256
# Names go into ARNs, logs and file names. Letters and digits of every script, and the signs that
# mail addresses and IAM session names use; no blanks, no control or invisible characters.
_SIGNS = frozenset("._-+@=,'")
_VISIBLE = re.compile("[LMN]")


class UsernameRefused(RolebridgeError):
    """A username that the directory does not take."""

    code = "username_refused"

    def __init__(self, username: str, rule: str) -> None:
        super().__init__(f"{username!r} cannot be a username: {rule}.")
        self.username = username
        self.rule = rule


def canonicalise_username(username: str) -> str:
    """The form in which usernames are compared: NFC, casefolded, NFC again.

    Casefolding can break the normal form, hence the second step. Text that is far too long for a
    name is cut, so that no attempt costs more than an honest one; such a name belongs to nobody.
    """
    folded = unicodedata.normalize("NFC", username[: LONGEST_USERNAME + 1]).casefold()
    return unicodedata.normalize("NFC", folded)


def validate_username(username: str) -> str:
    """The username in NFC. Raises UsernameRefused."""
    name = unicodedata.normalize("NFC", username)
    if not 1 <= len(name) <= LONGEST_USERNAME:
        raise UsernameRefused(name[:40], f"it must have 1 to {LONGEST_USERNAME} characters")
    for character in name:
        if character not in _SIGNS and not _VISIBLE.match(unicodedata.category(character)):
            rule = f"it may hold letters, digits and {' '.join(sorted(_SIGNS))} only"
            raise UsernameRefused(name, rule)
    return name
