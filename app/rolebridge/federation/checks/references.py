"""What is named elsewhere exists: in this file, or in the store where a section is left out."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from rolebridge.directory.placeholders import has_placeholders
from rolebridge.federation.checks.names import AccountNames, Names
from rolebridge.federation.faults import Path, show
from rolebridge.federation.placed import View
from rolebridge.federation.report import Report

Broken = tuple[Path, str, str]
"""A reference that leads nowhere: its path, what it names, and the rule."""


# Looking for what was meant takes a while, and nobody reads the hundredth guess.
_MOST_HINTS = 25
_MOST_NAMES = 2000


class Hints:
    """Guesses what was meant, a limited number of times."""

    def __init__(self) -> None:
        self._left = _MOST_HINTS

    def about(self, text: str, known: Iterable[str]) -> str:
        """`; did you mean ...?` where something is close, for a path left out most of all."""
        if not self._left:
            return ""
        self._left -= 1
        names = list(known)
        close = [name for name in names if name.rsplit("/", 1)[-1] == text]
        close = close or get_close_matches(text, names[:_MOST_NAMES], n=1)
        return f"; did you mean {show(close[0])}?" if close else ""


def check_references(root: View, names: Names, report: Report) -> None:
    """Notes every reference in the file that leads nowhere."""
    for path, value, rule in find_broken(root, names):
        if not report.has_fault_in(path):
            report.add(path, rule, value=show(value))


def find_broken(root: View, names: Names) -> Iterator[Broken]:
    """Every reference of a tree to a group, account, role, provider or policy that is not there."""
    hints = Hints()
    if names.groups is not None:
        yield from _broken_groups(root, names.groups, hints)
    if names.accounts is not None:
        for rule in root.at("mapping_rules").items:
            for grant in rule.at("grant").items:
                yield from _broken_grant(grant, names, names.accounts, hints)
    for account in root.at("accounts").items:
        known = (names.accounts or {}).get(account.at("id").text or "")
        if known is not None:
            yield from _broken_policies(account, known, hints)
            yield from _broken_members(account, known, hints)


def _broken_groups(root: View, groups: frozenset[str], hints: Hints) -> Iterator[Broken]:
    for named in _named_groups(root):
        name = named.text or ""
        if name not in groups and not has_placeholders(name):
            yield named.path, name, f"is not a group{hints.about(name, groups)}"


def _named_groups(root: View) -> Iterator[View]:
    for group in root.at("groups").items:
        yield from group.at("member_of").texts
    for person in root.at("people").items:
        yield from person.at("groups").texts
    for rule in root.at("mapping_rules").items:
        for condition in rule.at("when").items:
            yield from condition.at("group").texts
    for client in root.at("oidc_clients").items:
        yield from client.at("groups").texts


def _broken_grant(
    grant: View, names: Names, accounts: dict[str, AccountNames], hints: Hints
) -> Iterator[Broken]:
    """Placeholders are filled when somebody signs in; what is written out must exist now."""
    for named in grant.at("accounts").texts:
        text = named.text or ""
        if has_placeholders(text):
            continue
        account = accounts.get(names.aliases.get(text, text))
        if account is None:
            everything = [*accounts, *names.aliases]
            hint = hints.about(text, everything)
            yield named.path, text, f"is not an account's id or alias{hint}"
            continue
        provider = grant.at("provider")
        yield from _absent(provider.texts, account.providers, f"a SAML provider of {text}", hints)
        yield from _absent(grant.at("roles").texts, account.roles, f"a role of {text}", hints)


def _absent(
    named: Iterable[View], known: frozenset[str], kind: str, hints: Hints
) -> Iterator[Broken]:
    for view in named:
        text = view.text or ""
        if text not in known and not has_placeholders(text):
            yield view.path, text, f"is not {kind}{hints.about(text, known)}"


def _broken_policies(account: View, known: AccountNames, hints: Hints) -> Iterator[Broken]:
    managed = f"arn:{known.partition}:iam::aws:policy/"
    own = frozenset(known.policies.values())
    for named in list_named_policies(account):
        text = named.text or ""
        if text in known.policies or text in own:
            continue
        if not text.startswith(managed) or text == managed:
            rule = f"is neither a policy of this account nor one of AWS's own ({managed}...)"
            yield named.path, text, rule + hints.about(text, known.policies)


def list_named_policies(account: View) -> Iterator[View]:
    """Every managed policy that is attached to something in the account, or bounds it."""
    for section in ("roles", "users", "user_groups"):
        for owner in account.at(section).items:
            yield from owner.at("attached_policies").texts
            yield from owner.at("permissions_boundary").texts


def _broken_members(account: View, known: AccountNames, hints: Hints) -> Iterator[Broken]:
    for user in account.at("users").items:
        groups = user.at("groups").texts
        yield from _absent(groups, known.user_groups, "a group of users of this account", hints)
    for profile in account.at("instance_profiles").items:
        role = profile.at("role").texts
        yield from _absent(role, known.role_names, "a role of this account", hints)
