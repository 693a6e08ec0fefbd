"""Service providers: which keys go with which profile, and what makes the AWS session."""

import re
import unicodedata

from rolebridge.federation.checks.templates import check_person_template
from rolebridge.federation.faults import show
from rolebridge.federation.placed import View
from rolebridge.federation.report import Report
from rolebridge.saml.algorithms import KeyKind
from rolebridge.saml.aws.claims import PREFIX
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.verification_keys import load_verification_key

_AWS_ONLY = ("partition", "recipient", "location", "encryption_certificate", "session")
# RoleSessionName and SourceIdentity (AWS: [a-zA-Z_0-9+=,.@-]{2,64}).
_SESSION_TEXT = re.compile(r"[A-Za-z0-9_+=,.@-]{0,64}")
# Session and role tags (IAM: letters, separators, numbers and these).
_TAG_SIGNS = frozenset("_.:/=+-@")
_MOST_TAGS = 50


def check_services(root: View, report: Report) -> None:
    """Notes what AWS or SAML would refuse later, with each service provider."""
    for service in root.at("service_providers").items:
        if service.at("profile").text == "aws":
            _check_aws(service, report)
        elif service.at("profile").text in (None, "saml"):
            _check_saml(service, report)
        for attribute in service.at("attributes").texts:
            check_person_template(attribute, report)
    for account in root.at("accounts").items:
        for role in account.at("roles").items:
            _check_tags(role.at("tags"), report)
            for tag in role.at("tags").texts:
                _check_tag_text(tag, tag.text or "", report)


def _check_saml(service: View, report: Report) -> None:
    if not service.at("metadata").exists and isinstance(service.value, dict):
        rule = "must stand here: a plain service provider is described by its metadata"
        report.add(service.path, rule, value="metadata")
    for key in _AWS_ONLY:
        if service.at(key).exists:
            report.add((*service.path, key), "goes with `profile: aws` only", key=True)


def _check_aws(service: View, report: Report) -> None:
    for key in ("metadata", "encrypt_assertions"):
        if service.at(key).value not in (None, False):
            rule = "does not go with `profile: aws`, which has no metadata of its own making"
            report.add((*service.path, key), rule, key=True)
    for attribute in service.at("attributes").items:
        if str(attribute.path[-1]).startswith(PREFIX):
            rule = "is made from grants and `session`, and cannot be released as an attribute"
            report.add(attribute.path, rule, value=show(attribute.path[-1]), key=True)
    _check_certificate(service.at("encryption_certificate"), report)
    _check_session(service.at("session"), report)


def _check_certificate(certificate: View, report: Report) -> None:
    if certificate.text is None or report.has_fault_in(certificate.path):
        return
    try:
        key = load_verification_key(certificate.text)
    except CheckFailed as refused:
        report.add(certificate.path, f"cannot be encrypted to: {refused}")
        return
    if key.kind is not KeyKind.RSA:
        report.add(certificate.path, "cannot be encrypted to: its key must be RSA")


def _check_session(session: View, report: Report) -> None:
    for key in ("role_session_name", "source_identity"):
        _check_session_text(session.at(key), report)
    for tag in session.at("tags").texts:
        template = check_person_template(tag, report)
        if template is not None:
            _check_tag_text(tag, "".join(template.literals), report)
    _check_tags(session.at("tags"), report)
    for name in session.at("transitive_tags").texts:
        if not session.at("tags").at(name.text or "").exists:
            report.add(name.path, "is not one of the session's tags", value=show(name.text))


def _check_session_text(view: View, report: Report) -> None:
    template = check_person_template(view, report)
    if template is None:
        return
    if _SESSION_TEXT.fullmatch("".join(template.literals)) is None:
        rule = "holds what AWS refuses; it allows up to 64 of [a-zA-Z_0-9+=,.@-]"
        report.add(view.path, rule, value=show(view.text))


def _check_tags(tags: View, report: Report) -> None:
    if not isinstance(tags.value, dict):
        return
    if len(tags.value) > _MOST_TAGS:
        report.add(tags.path, f"there are {len(tags.value)} tags; AWS allows {_MOST_TAGS}")
    seen: dict[str, str] = {}
    for key in tags.value:
        path = (*tags.path, key)
        if not _is_tag_text(key) or key.lower().startswith("aws:"):
            rule = "is not a tag key: letters, digits, blanks and _.:/=+-@, not beginning with aws:"
            report.add(path, rule, value=show(key), key=True)
        if key.lower() in seen:
            rule = f"is the same tag key as {show(seen[key.lower()])}: case does not count"
            report.add(path, rule, value=show(key), key=True)
        seen.setdefault(key.lower(), key)


def _check_tag_text(view: View, text: str, report: Report) -> None:
    if not _is_tag_text(text) and not report.has_fault_in(view.path):
        rule = "is not a tag value: letters, digits, blanks and _.:/=+-@"
        report.add(view.path, rule, value=show(view.text))


def _is_tag_text(text: str) -> bool:
    return all(c in _TAG_SIGNS or unicodedata.category(c)[0] in "LNZ" for c in text)
