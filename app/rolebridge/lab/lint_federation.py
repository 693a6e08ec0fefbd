"""Lints every policy of a federation file, with all that the file says about where it belongs."""

from collections.abc import Iterable, Iterator, Mapping

from rolebridge.federation.documents import Document, ReadFile, load_documents, place_in
from rolebridge.federation.faults import Fault, FederationRefused, Path, format_path
from rolebridge.federation.json_text import find_path_of_line
from rolebridge.federation.parse import parse_federation
from rolebridge.federation.placed import View, find_value
from rolebridge.federation.reader import read_yaml
from rolebridge.federation.report import Report
from rolebridge.iam import PolicyKind
from rolebridge.iam.lint import Finding, Surroundings, lint_policy
from rolebridge.iam.service_data import ServiceData
from rolebridge.lab.lint_findings import PlacedFinding, refuse_text

_PARTITION = "aws"
_AWS = "aws"


def lint_federation(
    text: str, file: str, services: ServiceData, read_file: ReadFile
) -> tuple[PlacedFinding, ...]:
    """The faults of the file itself, and everything found in its policies.

    A policy that several roles name is told of once for each place in it.
    """
    try:
        root, _ = read_yaml(text, file)
    except FederationRefused as refused:
        return tuple(_place_fault(fault) for fault in refused.faults)
    report = Report(file, root)
    documents = load_documents(root, report, read_file)
    policies = {path: kind for path in documents if (kind := _find_kind(path)) is not None}
    found: dict[tuple[object, ...], PlacedFinding] = {}
    for path, kind in policies.items():
        known = _describe_surroundings(View(root), path, kind)
        for finding in lint_policy(documents[path].text, kind, services, known):
            placed = _place(finding, documents[path], kind, report)
            key = (placed.file, placed.line, finding.code, finding.place, finding.sentence)
            found.setdefault(key, placed)
    faults = _find_faults(text, file, read_file, policies)
    return tuple(sorted((*faults, *found.values()), key=lambda placed: (placed.file, placed.line)))


def _find_kind(path: Path) -> PolicyKind | None:
    """What the document at a path is; None for metadata."""
    match path:
        case ("accounts", _, "roles", _, "trust_policy"):
            return PolicyKind.TRUST
        case ("accounts", _, "roles" | "users" | "user_groups", _, "inline_policies", _):
            return PolicyKind.IDENTITY
        case ("accounts", _, "policies", _, "document"):
            return PolicyKind.MANAGED
    return None


def _find_faults(
    text: str, file: str, read_file: ReadFile, policies: Mapping[Path, PolicyKind]
) -> Iterator[PlacedFinding]:
    """What is wrong with the file, its policies left aside: lint tells their faults itself."""
    try:
        parse_federation(text, file=file, read_file=read_file)
    except FederationRefused as refused:
        for fault in refused.faults:
            if fault.path not in policies:
                yield _place_fault(fault)


def _place_fault(fault: Fault) -> PlacedFinding:
    told = f"{fault.value} {fault.rule}" if fault.value else fault.rule
    return refuse_text(fault.file, fault.line, told, format_path(fault.path))


def _place(finding: Finding, document: Document, kind: PolicyKind, report: Report) -> PlacedFinding:
    inner = finding.path
    if not document.first_line and not inner:
        inner = find_path_of_line(find_value(report.root, document.path), finding.line)
    line = place_in(document, finding.line, inner, report).line
    separator = "." if finding.place else ""
    path = f"{format_path(document.path)}{separator}{finding.place}"
    return PlacedFinding(document.file, line, path, kind, finding)


def _describe_surroundings(root: View, path: Path, kind: PolicyKind) -> Surroundings:
    """What the file says about the account of a policy, and about the assertions that reach it."""
    account = View(find_value(root.value, path[:2]))
    partition = account.at("partition").text or _PARTITION
    providers = (each.at("name").text for each in account.at("saml_providers").items)
    sessions = list(_find_sessions(root, partition))
    return Surroundings(
        account=account.at("id").text,
        partition=partition,
        saml_providers=frozenset(name for name in providers if name),
        is_of_role=kind is PolicyKind.IDENTITY and path[2] == "roles",
        sends_session_tags=_all(bool(session.at("tags").value) for session in sessions),
        sends_source_identity=_all(session.at("source_identity").exists for session in sessions),
    )


def _find_sessions(root: View, partition: str) -> Iterator[View]:
    """The session settings of the service providers that sign people in to the partition."""
    for service in root.at("service_providers").items:
        is_aws = service.at("profile").text == _AWS
        if is_aws and (service.at("partition").text or _PARTITION) == partition:
            yield service.at("session")


def _all(answers: Iterable[bool]) -> bool:
    """Whether there are any answers, and all of them are yes."""
    listed = list(answers)
    return bool(listed) and all(listed)
