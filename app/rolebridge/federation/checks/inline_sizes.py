"""What all inline policies of one user, group or role may take together."""

from collections.abc import Mapping

from rolebridge.federation.documents import Document
from rolebridge.federation.faults import Path
from rolebridge.federation.placed import View
from rolebridge.federation.report import Report
from rolebridge.iam import PolicyKind
from rolebridge.iam.sizes import measure

# IAM User Guide, "IAM and AWS STS quotas": characters without white space.
_QUOTAS = {"users": 2048, "user_groups": 5120, "roles": 10_240}


def check_inline_sizes(root: View, documents: Mapping[Path, Document], report: Report) -> None:
    """Notes whoever has more inline policy than IAM takes, where each policy alone is not."""
    for account in root.at("accounts").items:
        for section, quota in _QUOTAS.items():
            for owner in account.at(section).items:
                _check_owner(owner, quota, documents, report)


def _check_owner(
    owner: View, quota: int, documents: Mapping[Path, Document], report: Report
) -> None:
    inline = owner.at("inline_policies")
    found = (documents.get(policy.path) for policy in inline.items)
    size = sum(measure(each.text, PolicyKind.IDENTITY) for each in found if each is not None)
    if size > quota and not report.has_fault_in(inline.path):
        rule = f"take {size} characters together; IAM's quota is {quota}"
        report.add(inline.path, rule, value="the inline policies")
