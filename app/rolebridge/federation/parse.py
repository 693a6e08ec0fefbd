"""Reads a federation file: text in, organisation out, or every fault at once.

The order is: YAML, shapes, then meaning. A file that is not YAML ends at its first fault; from
there on nothing stops the search for more, because each check forgives what another has noted.
"""

from dataclasses import dataclass

from rolebridge.federation.checks.documents import check_documents
from rolebridge.federation.checks.inline_sizes import check_inline_sizes
from rolebridge.federation.checks.managed_policies import check_managed_policies
from rolebridge.federation.checks.names import Names, check_names, read_names
from rolebridge.federation.checks.people import check_nesting, check_passwords
from rolebridge.federation.checks.providers import check_issuers
from rolebridge.federation.checks.references import check_references
from rolebridge.federation.checks.rules import check_rules
from rolebridge.federation.checks.services import check_services
from rolebridge.federation.checks.stored import check_stored
from rolebridge.federation.documents import ReadFile, load_documents
from rolebridge.federation.entries.organisation import build_organisation
from rolebridge.federation.export.tree import build_tree
from rolebridge.federation.faults import Fault, FederationRefused, Path, show
from rolebridge.federation.files import refuse_files
from rolebridge.federation.organisation import Organisation
from rolebridge.federation.placed import Place, View, find_place
from rolebridge.federation.ports import ManagedPolicies
from rolebridge.federation.reader import read_yaml
from rolebridge.federation.report import Report
from rolebridge.federation.schema.file import FEDERATION, KIND, KIND_KEY


@dataclass(frozen=True, slots=True)
class FederationFile:
    """A federation file that was read: what it says, where it says it, and what may surprise."""

    file: str
    organisation: Organisation
    tree: object
    warnings: tuple[Fault, ...] = ()

    def find_place(self, path: Path) -> Place:
        """The line and column of the value at `path`, such as `("accounts", 0, "roles", 2)`."""
        return find_place(self.tree, path)


def parse_federation(
    text: str,
    *,
    file: str = "federation.yaml",
    read_file: ReadFile = refuse_files,
    stored: Organisation | None = None,
    managed: ManagedPolicies | None = None,
) -> FederationFile:
    """Read and check a federation file.

    `read_file` gives the text of files named in it. `stored` is the present state: what the file
    names may stand there where the file leaves a section out, and what stands there may not lose
    what it names; without it such references go unchecked. Without `managed`, AWS's own
    policies are taken as they are named. Raises FederationRefused.
    """
    root, faults = read_yaml(text, file)
    report = Report(file, root, faults)
    if not _is_federation(root, report):
        raise FederationRefused(report.faults)
    FEDERATION.check(root, (), report)
    view, documents = View(root), load_documents(root, report, read_file)
    known = View(build_tree(stored)) if stored is not None else View(None)
    names = _known_names(view, known)
    check_names(view, report)
    check_nesting(view, report)
    check_passwords(view, report)
    check_rules(view, report)
    check_services(view, report)
    check_issuers(view, report)
    check_documents(view, documents, report)
    check_inline_sizes(view, documents, report)
    check_references(view, names, report)
    check_stored(view, known, names, report)
    if managed is not None:
        check_managed_policies(view, managed, report)
    report.refuse_if_faulty()
    texts = {path: document.text for path, document in documents.items()}
    organisation = build_organisation(view.value, texts, names)
    return FederationFile(file, organisation, root, tuple(report.warnings))


def _is_federation(root: object, report: Report) -> bool:
    """Whether the file calls itself one: another kind of file is not worth a hundred faults."""
    first = next(iter(root), None) if isinstance(root, dict) else None
    if not isinstance(root, dict) or first != KIND_KEY:
        report.add((), f"must begin with the key `{KIND_KEY}: {KIND}`", value="a federation file")
    elif root[KIND_KEY] != KIND:
        rule = f"is not a kind of file that this version reads; it reads {KIND}"
        report.add((KIND_KEY,), rule, value=show(root[KIND_KEY]))
    else:
        return True
    return False


def _known_names(root: View, stored: View) -> Names:
    """The names after the file would be applied: each section from the file, else the store."""
    sections = {
        key: root.at(key).value if root.at(key).exists else stored.at(key).value
        for key in ("groups", "accounts")
    }
    return read_names(View(sections))
