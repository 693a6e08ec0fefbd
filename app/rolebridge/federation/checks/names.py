"""The names a set-up has, and that each is there once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rolebridge.directory.names import UsernameRefused, canonicalise_username, validate_username
from rolebridge.federation.faults import show
from rolebridge.federation.placed import View
from rolebridge.federation.report import Report


@dataclass(frozen=True, slots=True)
class AccountNames:
    """What an account has that others may name. Roles are `path/name` without leading slash."""

    id: str
    alias: str | None
    partition: str
    providers: frozenset[str]
    roles: frozenset[str]
    policies: dict[str, str]  # name -> ARN
    role_names: frozenset[str] = frozenset()
    user_groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that may be named. None stands for a section that nothing is known about."""

    groups: frozenset[str] | None = None
    accounts: dict[str, AccountNames] | None = None
    aliases: dict[str, str] = field(default_factory=dict)  # alias -> id


def read_names(root: View) -> Names:
    """The names in a tree, as far as its sections are there."""
    groups = root.at("groups")
    accounts = root.at("accounts")
    found = [_read_account(account) for account in accounts.items if account.at("id").text]
    return Names(
        frozenset(_texts(groups, "name")) if groups.exists else None,
        {account.id: account for account in found} if accounts.exists else None,
        {account.alias: account.id for account in found if account.alias},
    )


def _texts(section: View, key: str) -> Iterable[str]:
    return (text for item in section.items if (text := item.at(key).text) is not None)


def _read_account(account: View) -> AccountNames:
    number = account.at("id").text or ""
    partition = account.at("partition").text or "aws"
    roles = (
        (role.at("path").text or "/") + (role.at("name").text or "")
        for role in _in(account, "roles")
    )
    policies = {
        name: f"arn:{partition}:iam::{number}:policy{policy.at('path').text or '/'}{name}"
        for policy in _in(account, "policies")
        if (name := policy.at("name").text) is not None
    }
    return AccountNames(
        number,
        account.at("alias").text,
        partition,
        frozenset(_texts(account.at("saml_providers"), "name")),
        frozenset(role.removeprefix("/") for role in roles),
        policies,
        frozenset(_texts(account.at("roles"), "name")),
        frozenset(_texts(account.at("user_groups"), "name")),
    )


def _in(account: View, key: str) -> Iterable[View]:
    return account.at(key).items


def check_names(root: View, report: Report) -> None:
    """Usernames are possible ones, and no name is given twice where it must be one."""
    for person in root.at("people").items:
        _check_username(person.at("username"), report)
    _check_once(root.at("groups").items, "name", report)
    _check_once(root.at("people").items, "username", report, canonicalise_username)
    _check_once(root.at("accounts").items, "id", report)
    _check_once(root.at("accounts").items, "alias", report)
    _check_once(root.at("service_providers").items, "entity_id", report)
    _check_once(root.at("oidc_clients").items, "client_id", report)
    _check_once(root.at("mapping_rules").items, "name", report)
    for account in root.at("accounts").items:
        _check_once(_in(account, "saml_providers"), "name", report)
        _check_once(_in(account, "oidc_providers"), "url", report, _without_scheme)
        # IAM compares these names without regard to case.
        for section in ("roles", "policies", "users", "user_groups", "instance_profiles"):
            _check_once(_in(account, section), "name", report, str.lower)


def _check_username(username: View, report: Report) -> None:
    if username.text is None or report.has_fault_in(username.path):
        return
    try:
        validate_username(username.text)
    except UsernameRefused as refused:
        rule = f"cannot be a username: {refused.rule}"
        report.add(username.path, rule, value=show(username.text))


def _without_scheme(url: str) -> str:
    """What names the provider in its ARN."""
    return url.partition("://")[2]


def _same(text: str) -> str:
    return text


def _check_once(
    items: Iterable[View], key: str, report: Report, fold: Callable[[str], str] = _same
) -> None:
    first: dict[str, View] = {}
    for item in items:
        view = item.at(key)
        if view.text is None:
            continue
        folded = fold(view.text)
        if folded in first:
            line = report.line_of(first[folded].path)
            report.add(view.path, f"is the same {key} as in line {line}", value=show(view.text))
        else:
            first[folded] = view
