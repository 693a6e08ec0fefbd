"""The AWS managed policies that are attached to something in a federation file, or bound it."""

from collections.abc import Iterator

from rolebridge.errors import RolebridgeError
from rolebridge.federation.checks.references import Hints, list_named_policies
from rolebridge.federation.faults import Path, show
from rolebridge.federation.placed import View
from rolebridge.federation.ports import ManagedPolicies
from rolebridge.federation.report import Report


def check_managed_policies(root: View, managed: ManagedPolicies, report: Report) -> None:
    """Notes each one that is not known, once: as a fault where all of them are at hand, else as a
    warning. The first that cannot be read ends the search, for the others come from the same place.
    """
    hints = Hints()
    for arn, path in _find_attached(root, report):
        try:
            if managed.find(arn) is not None:
                continue
        except RolebridgeError as refused:
            told = " ".join(str(refused).split())
            report.add(path, f"cannot be looked up. {told}", value=show(arn))
            return
        if managed.is_complete:
            hint = hints.about(arn, _likely(arn, managed.arns))
            report.add(path, f"is not among AWS's managed policies{hint}", value=show(arn))
        else:
            rule = (
                "is not one of the AWS managed policies that are built in, so nothing is known of "
                "what it allows; ROLEBRIDGE_AWS_MANAGED_POLICIES can name the others"
            )
            report.warn(path, rule, value=show(arn))


def _find_attached(root: View, report: Report) -> Iterator[tuple[str, Path]]:
    """The ARN of each AWS managed policy, with the first place that names it."""
    found: dict[str, Path] = {}
    for account in root.at("accounts").items:
        managed = f"arn:{account.at('partition').text or 'aws'}:iam::aws:policy/"
        for named in list_named_policies(account):
            text = named.text or ""
            if text.startswith(managed) and not report.has_fault_in(named.path):
                found.setdefault(text, named.path)
    yield from found.items()


def _likely(arn: str, arns: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the same name in another path, which is what people get wrong most; else all."""
    name = arn.rsplit("/", 1)[-1]
    return tuple(known for known in arns if known.rsplit("/", 1)[-1] == name) or arns
