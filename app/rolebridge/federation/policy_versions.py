"""The versions of a managed policy: what writing a document does to them.

IAM User Guide, "Versioning IAM policies": up to five are kept, and a number is never given again.
"""

from dataclasses import replace
from datetime import datetime

from rolebridge.federation.account import PolicyEntry, PolicyVersion

MAX_VERSIONS = 5


def complete_versions(
    wanted: PolicyEntry, stored: PolicyEntry | None, now: datetime
) -> PolicyEntry:
    """The policy with its versions, their numbers and `updated_at`.

    Without versions of its own, and with another document than the stored default, it gets a new
    default version. Raises ValueError where its versions contradict its document.
    """
    if wanted.versions is not None:
        changed = _take_versions(wanted, stored)
    elif stored is None:
        changed = add_version(replace(wanted, versions=(), last_version=0), wanted.document, now)
    elif stored.document != wanted.document:
        changed = add_version(_with_versions_of(wanted, stored), wanted.document, now)
    else:
        changed = _with_versions_of(wanted, stored)
    is_same = stored is not None and stored.versions == changed.versions
    before = stored.updated_at if stored and is_same else None
    return replace(changed, updated_at=wanted.updated_at or before or now)


def add_version(policy: PolicyEntry, document: str, now: datetime) -> PolicyEntry:
    """The policy with one more version, the new default; the oldest of the others goes where there
    would be more than five.
    """
    number = policy.last_version + 1
    kept = (policy.versions or ())[-(MAX_VERSIONS - 1) :]
    return replace(
        policy,
        document=document,
        versions=(*kept, PolicyVersion(number, document, now)),
        default_version=number,
        last_version=number,
    )


def _with_versions_of(wanted: PolicyEntry, stored: PolicyEntry) -> PolicyEntry:
    return replace(
        wanted,
        versions=stored.versions,
        default_version=stored.default_version,
        last_version=stored.last_version,
    )


def _take_versions(wanted: PolicyEntry, stored: PolicyEntry | None) -> PolicyEntry:
    versions = wanted.versions or ()
    default = wanted.default_version or (stored.default_version if stored else 0)
    documents = {version.number: version.document for version in versions}
    if documents.get(default) != wanted.document:
        raise ValueError(f"the document of policy {wanted.name} is not that of version {default}")
    last = max(wanted.last_version, stored.last_version if stored else 0, *documents)
    return replace(wanted, default_version=default, last_version=last)
