"""Policies, metadata and key sets, read by those who will act on them."""

from collections.abc import Callable, Iterable, Mapping

from rolebridge.errors import RolebridgeError
from rolebridge.federation.documents import Document, DocumentKind, place_in
from rolebridge.federation.faults import Path, show
from rolebridge.federation.json_text import find_path_of_line
from rolebridge.federation.placed import View, find_value
from rolebridge.federation.report import Report
from rolebridge.iam import MalformedPolicy, PolicyKind, validate_policy
from rolebridge.oidc.jwks import parse_jwks
from rolebridge.saml.metadata import SPDescription, parse_idp_metadata, parse_sp_metadata

_POLICY_KINDS = {
    DocumentKind.TRUST_POLICY: PolicyKind.TRUST,
    DocumentKind.INLINE_POLICY: PolicyKind.IDENTITY,
    DocumentKind.MANAGED_POLICY: PolicyKind.MANAGED,
}


def check_documents(root: View, documents: Mapping[Path, Document], report: Report) -> None:
    """Notes every fault of every policy, and metadata that cannot be used."""
    _check_policies((d for d in documents.values() if d.kind in _POLICY_KINDS), report)
    for document in documents.values():
        if document.kind is DocumentKind.IDP_METADATA:
            _check_text(document, parse_idp_metadata, report)
        elif document.kind is DocumentKind.JWKS:
            _check_text(document, parse_jwks, report)
    for service in root.at("service_providers").items:
        described = documents.get((*service.path, "metadata"))
        if described is not None:
            _check_service(service, described, report)


def _check_policies(documents: Iterable[Document], report: Report) -> None:
    for document in documents:
        try:
            validate_policy(document.text, _POLICY_KINDS[document.kind])
        except MalformedPolicy as refused:
            for fault in refused.faults:
                inner = find_path_of_line(find_value(report.root, document.path), fault.line)
                place = place_in(document, fault.line, inner, report)
                rule = f"{fault.path}: {fault.text}" if fault.path else fault.text
                report.add_at(place, document.path, rule, file=document.file)


def _check_text(document: Document, parse: Callable[[str], object], report: Report) -> None:
    try:
        parse(document.text)
    except RolebridgeError as refused:
        _refuse_text(document, refused, report)


def _check_service(service: View, document: Document, report: Report) -> None:
    try:
        described = parse_sp_metadata(document.text)
    except RolebridgeError as refused:
        _refuse_text(document, refused, report)
        return
    _check_description(service, described, report)


def _check_description(service: View, described: SPDescription, report: Report) -> None:
    entity_id = service.at("entity_id")
    if entity_id.text not in (None, described.entity_id):
        rule = f"is not the entity id of its metadata, {show(described.entity_id)}"
        report.add(entity_id.path, rule, value=show(entity_id.text))
    needs = (
        ("encrypt_assertions", described.encryption_certificates, "an encryption"),
        ("require_signed_requests", described.signing_certificates, "a signing"),
    )
    for key, certificates, kind in needs:
        if service.at(key).value is True and not certificates:
            report.add((*service.path, key), f"needs {kind} certificate in the metadata", key=True)


def _refuse_text(document: Document, refused: RolebridgeError, report: Report) -> None:
    place = place_in(document, 1, (), report)
    report.add_at(
        place, document.path, f"is not {document.kind.value}: {refused}", file=document.file
    )
