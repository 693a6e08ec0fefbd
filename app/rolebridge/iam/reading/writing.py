"""What AWS asks of a document on the day that it is stored, beyond what lets it be read.

An older document, one of AWS's own or one from elsewhere may break these rules and can still be
decided by, so they are asked of new documents only.
"""

from collections.abc import Iterator

from rolebridge.iam.actions import EVERYTHING
from rolebridge.iam.faults import Rule
from rolebridge.iam.json_text import Path
from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.policy import VERSION_WITH_VARIABLES, VERSIONS, Effect, Statement
from rolebridge.iam.principals import EVERYONE
from rolebridge.iam.reading.place import Member, Reading

_IAM_PATHS = (
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
)
_SEGMENTS = 6


def check_new_document(document: Member, reading: Reading) -> None:
    """The version that a kind asks for, and whether it has an Id.

    Reference: IAM User Guide, "Managed policies and inline policies" and "Grammar of the IAM JSON
    policy language"; AWS Organizations User Guide, "SCP syntax" and "RCP syntax".
    """
    version = document.get("Version")
    needs_current = reading.rules.needs_current_version and version in (None, *VERSIONS)
    if needs_current and version != VERSION_WITH_VARIABLES:
        reason = f'a policy of this kind has "Version": "{VERSION_WITH_VARIABLES}"'
        reading.refuse(("Version",), Rule.VERSION_OLD, reason)
    if "Id" in document and not reading.rules.allows_id:
        reason = "Id does not exist in this kind of policy"
        reading.refuse(("Id",), Rule.ID_PROHIBITED, reason)


def check_new_statement(written: Member, read: Statement, path: Path, reading: Reading) -> None:
    """What depends on more than one element, and what an element may hold in old documents only."""
    for at, action in _strings(written, ("Action", "NotAction"), path):
        if "${" in action:
            reason = f"{action!r}: policy variables do not exist in actions"
            reading.refuse(at, Rule.VARIABLE, reason)
    if read.effect is Effect.ALLOW and "NotPrincipal" in written:
        reason = "NotPrincipal with Allow lets in everybody else, anonymous callers too"
        reading.refuse((*path, "NotPrincipal"), Rule.PRINCIPAL_NEGATED, reason)
    if reading.rules.checks_arns:
        for at, text in _strings(written, ("Resource", "NotResource"), path):
            _check_arn(text, at, reading)
    if reading.kind is PolicyKind.RCP:
        _check_control_policy(written, read, path, reading)


def _strings(written: Member, names: tuple[str, ...], path: Path) -> Iterator[tuple[Path, str]]:
    """The strings of elements; whatever else stands there has been refused before."""
    for name in names:
        value = written.get(name)
        items = value if isinstance(value, list) else [value]
        for position, item in enumerate(items):
            if type(item) is str:
                at = (*path, name)
                yield ((*at, position) if isinstance(value, list) else at, item)


def _check_arn(text: str, path: Path, reading: Reading) -> None:
    """IAM knows how the ARNs of its own resources and of S3's look."""
    parts = text.split(":", _SEGMENTS - 1)
    if len(parts) < _SEGMENTS:
        return
    _, _, service, region, account, resource = parts
    has_region = region.strip("*?") != ""
    if service == "iam" and has_region:
        _refuse_arn(f"IAM resource {text} cannot contain region information.", path, reading)
    elif service == "iam" and not _is_iam_path(resource):
        known = ", ".join(_IAM_PATHS)
        aws_text = f'IAM resource path must either be "*", root, or start with {known}.'
        _refuse_arn(aws_text, path, reading)
    elif service == "s3" and has_region and not account:
        _refuse_arn(f"Resource {text} can not contain region information.", path, reading)


def _is_iam_path(resource: str) -> bool:
    return resource in ("*", "root") or resource.startswith((*_IAM_PATHS, "${"))


def _refuse_arn(aws_text: str, path: Path, reading: Reading) -> None:
    reading.refuse(path, Rule.RESOURCE_FORM, aws_text, detail=aws_text)


def _check_control_policy(written: Member, read: Statement, path: Path, reading: Reading) -> None:
    """AWS Organizations User Guide, "RCP syntax": only RCPFullAWSAccess allows."""
    if "Principal" in written and written["Principal"] != EVERYONE:
        reason = 'a resource control policy has "Principal": "*"'
        reading.refuse((*path, "Principal"), Rule.CONTROL_POLICY, reason)
    if "NotAction" in written:
        reason = "a resource control policy has no NotAction"
        reading.refuse((*path, "NotAction"), Rule.CONTROL_POLICY, reason)
    allows = read.effect is Effect.ALLOW
    if allows and not _is_full_access(written):
        reason = "a resource control policy denies; it allows only everything, to everybody"
        reading.refuse((*path, "Effect"), Rule.CONTROL_POLICY, reason)
    if not allows and any(action in EVERYTHING for action in read.actions.written):
        reason = "a resource control policy names the services whose actions it denies"
        reading.refuse((*path, "Action"), Rule.CONTROL_POLICY, reason)


def _is_full_access(written: Member) -> bool:
    return "Condition" not in written and all(
        written.get(name) in ("*", ["*"]) for name in ("Action", "Resource")
    )
