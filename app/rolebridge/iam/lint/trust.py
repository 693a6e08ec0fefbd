"""Findings about trust policies: who can make which call, and what the call carries.

Sources: IAM User Guide, "Create a role for SAML 2.0 federation", "Pass session tags in AWS STS",
"AWS JSON policy elements: Principal", and the API references of STS.
"""

from collections.abc import Iterator

from rolebridge.iam.lint.codes import Code
from rolebridge.iam.lint.globs import Alphabet
from rolebridge.iam.lint.principals import EVERYONE, find_everyone
from rolebridge.iam.lint.report import Report
from rolebridge.iam.lint.shapes import Shape
from rolebridge.iam.lint.subject import Entry, LintedPolicy, LintedStatement
from rolebridge.iam.text import fold

ASSUME_ROLE = "sts:AssumeRole"
WITH_SAML = "sts:AssumeRoleWithSAML"
WITH_WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
_CALLS = (ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY)
_TAG_SESSION = "sts:TagSession"
_SET_SOURCE_IDENTITY = "sts:SetSourceIdentity"
_SAML_PROVIDER = ":saml-provider/"
_OIDC_PROVIDER = ":oidc-provider/"
_TAG_KEYS = ("aws:requesttag/", "aws:tagkeys", "sts:transitivetagkeys")
_SOURCE_IDENTITY = ("sts:sourceidentity",)
_REASONS = {
    ASSUME_ROLE: "users, roles, accounts and services call sts:AssumeRole",
    WITH_SAML: "whom a SAML provider signed in calls sts:AssumeRoleWithSAML",
    WITH_WEB_IDENTITY: "whom an OpenID Connect provider signed in calls "
    "sts:AssumeRoleWithWebIdentity",
}


def check_trust(linted: LintedPolicy, shapes: tuple[Shape, ...], report: Report) -> None:
    """Notes what keeps a trust policy from letting in whom it means to, or lets in more."""
    if not linted.is_trust:
        return
    grants = [shape for shape in shapes if shape.linted.allows]
    for shape in grants:
        _check_callers(shape, report)
        everyone = find_everyone(shape.linted)
        if everyone is not None and ASSUME_ROLE in find_calls(shape):
            report.add(Code.EVERYONE_TRUSTED, everyone.path)
        _check_web_identity(shape, report)
        if _trusts_saml(shape) and not _compares(shape.linted, "saml:aud"):
            report.add(Code.RECIPIENT_UNCHECKED, shape.linted.path)
    _check_further_actions(linted, grants, report)


def find_calls(shape: Shape) -> tuple[str, ...]:
    """The calls for a role that the statement is about."""
    return tuple(call for call in _CALLS if _speaks_of(shape, call))


def find_call_of(kind: str, text: str) -> str | None:
    """The call that a principal makes to assume a role; None for everyone, who makes any."""
    if text == EVERYONE:
        return None
    if kind != "Federated":
        return ASSUME_ROLE
    return WITH_SAML if _SAML_PROVIDER in text else WITH_WEB_IDENTITY


def _speaks_of(shape: Shape, action: str) -> bool:
    wanted = Alphabet().read((fold(action),))
    listed = any(glob.covers(wanted) for glob in shape.actions)
    return listed is not shape.linted.has_not_action


def _check_callers(shape: Shape, report: Report) -> None:
    calls = find_calls(shape)
    if not calls or shape.linted.has_not_principal:
        return
    for kind, entry in shape.linted.principals:
        call = find_call_of(kind, entry.text)
        if call is not None and call not in calls:
            report.add(
                Code.PRINCIPAL_CANNOT_CALL,
                entry.path,
                principal=entry.text,
                actions=" or ".join(calls),
                reason=_REASONS[call],
                fix=f"Allow {call}, or name a principal that makes the call.",
            )


def _trusts_saml(shape: Shape) -> bool:
    named = any(_SAML_PROVIDER in entry.text for _, entry in shape.linted.principals)
    return named and WITH_SAML in find_calls(shape)


def _compares(statement: LintedStatement, key: str) -> bool:
    return any(fold(c.key) == key for c in statement.statement.conditions)


def _check_web_identity(shape: Shape, report: Report) -> None:
    if WITH_WEB_IDENTITY not in find_calls(shape):
        return
    keys = [fold(condition.key) for condition in shape.linted.statement.conditions]
    for kind, entry in shape.linted.principals:
        issuer = entry.text.rpartition(_OIDC_PROVIDER)[2]
        is_provider = kind == "Federated" and _SAML_PROVIDER not in entry.text
        # A claim of any issuer's may stand under a name that is only known to who made it.
        if is_provider and not any("." in key.partition(":")[0] for key in keys):
            report.add(
                Code.WEB_IDENTITY_UNRESTRICTED, entry.path, provider=entry.text, issuer=issuer
            )


def _check_further_actions(linted: LintedPolicy, grants: list[Shape], report: Report) -> None:
    known = linted.surroundings
    if not any(_speaks_of(shape, _TAG_SESSION) for shape in grants):
        for entry in _find_keys(grants, _TAG_KEYS):
            report.add(Code.TAG_SESSION_MISSING, entry.path, key=entry.text)
        _check_sent(grants, Code.SESSION_TAGS_REFUSED, report, sent=known.sends_session_tags)
    if not any(_speaks_of(shape, _SET_SOURCE_IDENTITY) for shape in grants):
        for entry in _find_keys(grants, _SOURCE_IDENTITY):
            report.add(Code.SET_SOURCE_IDENTITY_MISSING, entry.path)
        _check_sent(grants, Code.SOURCE_IDENTITY_REFUSED, report, sent=known.sends_source_identity)


def _check_sent(grants: list[Shape], code: Code, report: Report, *, sent: bool) -> None:
    for shape in grants if sent else ():
        if _trusts_saml(shape):
            report.add(code, shape.linted.path)


def _find_keys(grants: list[Shape], heads: tuple[str, ...]) -> Iterator[Entry]:
    """The conditions that only a request with such a key can meet."""
    for shape in grants:
        for condition in shape.linted.statement.conditions:
            is_compared = condition.operator.name != "Null" and not condition.operator.is_negated
            if is_compared and fold(condition.key).startswith(heads):
                yield Entry(condition.key, shape.linted.path_of(condition))
