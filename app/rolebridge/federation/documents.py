"""The policies, metadata and key sets of a federation file, from wherever they were written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath

from rolebridge.federation.faults import Path, show
from rolebridge.federation.files import UnreadableFile
from rolebridge.federation.json_text import build_json_text
from rolebridge.federation.placed import Place, View, find_place
from rolebridge.federation.report import Report

ReadFile = Callable[[str], str]
"""Gives the text of a file named in a federation file. Raises UnreadableFile."""


class DocumentKind(Enum):
    """What a document is, which decides who reads it."""

    TRUST_POLICY = "trust policy"
    INLINE_POLICY = "inline policy"
    MANAGED_POLICY = "managed policy"
    IDP_METADATA = "identity provider metadata"
    SP_METADATA = "service provider metadata"
    JWKS = "a JSON Web Key Set"


@dataclass(frozen=True, slots=True)
class Document:
    """A document's text, and where it was written: in which file, from which line.

    `first_line` is 0 where lines of the text are not lines of a file (a policy written as YAML).
    """

    kind: DocumentKind
    path: Path
    text: str
    file: str
    first_line: int


def load_documents(root: object, report: Report, read_file: ReadFile) -> dict[Path, Document]:
    """Every document by its path. Files that cannot be read are noted as faults."""
    documents = {}
    for kind, view in _slots(View(root)):
        if view.exists and not report.has_fault_in(view.path):
            document = _load(kind, view, report, read_file)
            if document is not None:
                documents[view.path] = document
    return documents


def _slots(root: View) -> Iterator[tuple[DocumentKind, View]]:
    for account in root.at("accounts").items:
        yield from _provider_slots(account)
        yield from _policy_slots(account)
    for service in root.at("service_providers").items:
        yield DocumentKind.SP_METADATA, service.at("metadata")


def _provider_slots(account: View) -> Iterator[tuple[DocumentKind, View]]:
    for provider in account.at("saml_providers").items:
        if provider.at("metadata").text != "self":
            yield DocumentKind.IDP_METADATA, provider.at("metadata")
    for issuer in account.at("oidc_providers").items:
        yield DocumentKind.JWKS, issuer.at("jwks")


def _policy_slots(account: View) -> Iterator[tuple[DocumentKind, View]]:
    for role in account.at("roles").items:
        yield DocumentKind.TRUST_POLICY, role.at("trust_policy")
    for section in ("roles", "users", "user_groups"):
        for owner in account.at(section).items:
            for policy in owner.at("inline_policies").items:
                yield DocumentKind.INLINE_POLICY, policy
    for policy in account.at("policies").items:
        yield DocumentKind.MANAGED_POLICY, policy.at("document")


def _load(kind: DocumentKind, view: View, report: Report, read_file: ReadFile) -> Document | None:
    if view.text is not None:
        place = find_place(report.root, view.path)
        return Document(kind, view.path, view.text, report.file, place.text_line)
    name = view.at("file").text
    if name is None:
        return Document(kind, view.path, build_json_text(view.value), report.file, 0)
    beside = str(PurePosixPath(report.file).parent / name)
    try:
        return Document(kind, view.path, read_file(name), beside, 1)
    except UnreadableFile as error:
        report.add((*view.path, "file"), str(error), value=show(name))
        return None


def place_in(document: Document, line: int, inner: Path, report: Report) -> Place:
    """Where a fault of a document stands: by its line in the text, or, for a policy written as
    YAML, by its path within the policy.
    """
    if document.first_line:
        number = document.first_line + line - 1
        return Place(number, 0, number)
    return find_place(report.root, (*document.path, *inner))
