"""What a file would pull from under things it does not speak of."""

from rolebridge.federation.checks.names import Names
from rolebridge.federation.checks.references import find_broken
from rolebridge.federation.faults import Path, format_path, show
from rolebridge.federation.placed import View
from rolebridge.federation.report import Report

_TARGETS = {
    "people": ("groups",),
    "oidc_clients": ("groups",),
    "mapping_rules": ("groups", "accounts"),
}


def check_stored(root: View, stored: View, names: Names, report: Report) -> None:
    """Stored people and rules, where the file leaves them out, keep what they name.

    One fault for each thing that is missing, however many name it: it stands at the section that
    ought to hold it.
    """
    kept = {key: stored.at(key).value for key in _TARGETS if not root.at(key).exists}
    missing: dict[tuple[str, str, str], list[Path]] = {}
    for path, value, rule in find_broken(View(kept), names):
        target = "groups" if rule.startswith("is not a group") else "accounts"
        if root.at(target).exists:
            missing.setdefault((target, value, rule), []).append(path)
    for (target, value, rule), paths in missing.items():
        others = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        where = f"{format_path(paths[0])}{others}"
        what = f"{rule.partition(';')[0]} here, but the store names it in {where}"
        report.add((target,), what, value=show(value), key=True)
