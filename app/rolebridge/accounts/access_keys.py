"""Long-term access keys of users and of the root."""

import base64

from rolebridge.access.call import Fields
from rolebridge.access.context import Values
from rolebridge.access.ports import LongTermKey
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.seal import seal_secret
from rolebridge.accounts.entities import describe
from rolebridge.accounts.holders import Holder, find_holder_target, get_holder
from rolebridge.accounts.operation import Operation, Target, Work
from rolebridge.accounts.paging import write_page
from rolebridge.accounts.permission import require
from rolebridge.accounts.refusals import invalid_input, limit_exceeded, no_such_entity
from rolebridge.federation.account import UserEntry
from rolebridge.ids import new_aws_id

MAX_KEYS = 2
_SECRET_BYTES = 30  # 40 characters of base64, as every AWS secret has
_STATUSES = {"Active": True, "Inactive": False}
_NEVER = "N/A"


def create_access_key(work: Work) -> Fields:
    """CreateAccessKey. The secret is in this answer and in no later one: it is stored sealed."""
    holder = get_holder(work)
    if work.unit.access_keys.count(holder.id) >= MAX_KEYS:
        raise limit_exceeded(f"Cannot exceed quota for AccessKeysPerUser: {MAX_KEYS}")
    access_key_id = new_aws_id("AKIA", work.account.id, work.ids)
    secret = base64.b64encode(work.ids.random_bytes(_SECRET_BYTES)).decode()
    key = LongTermKey(
        access_key_id=access_key_id,
        account=work.account.id,
        principal_arn=holder.arn,
        user_id=holder.id,
        sealed_secret=seal_secret(secret, access_key_id, work.sealing_keys, work.ids),
        created_at=work.now,
    )
    work.unit.access_keys.add(key)
    return (
        (
            "AccessKey",
            (
                ("UserName", holder.name),
                ("AccessKeyId", access_key_id),
                ("Status", "Active"),
                ("SecretAccessKey", secret),
                ("CreateDate", key.created_at),
            ),
        ),
    )


def list_access_keys(work: Work) -> Fields:
    """ListAccessKeys: everything but the secrets."""
    holder = get_holder(work)
    keys = [_write_key(key, holder) for key in work.unit.access_keys.list_of_user(holder.id)]
    return write_page("AccessKeyMetadata", keys, work.parameters)


def update_access_key(work: Work) -> Fields:
    """UpdateAccessKey: on or off."""
    key = _get_key(work, get_holder(work))
    is_active = _STATUSES.get(work.parameters.text("Status"))
    if is_active is None:
        raise invalid_input("An access key can be Active or Inactive.", has_aws_text=False)
    work.unit.access_keys.set_active(key.access_key_id, is_active)
    return ()


def delete_access_key(work: Work) -> Fields:
    """DeleteAccessKey."""
    work.unit.access_keys.remove(_get_key(work, get_holder(work)).access_key_id)
    return ()


def get_access_key_last_used(work: Work) -> Fields:
    """GetAccessKeyLastUsed: of any user of the account. A key that is not there, or is another
    account's, is answered as one that the caller may not ask about.
    """
    key = work.unit.access_keys.find(work.parameters.text("AccessKeyId"))
    if key is None or key.account != work.account.id:
        raise _key_forbidden(work)
    user = next((each for each in work.account.users if each.unique_id == key.user_id), None)
    context: Values = {} if user is None else describe(user)
    require(work, "GetAccessKeyLastUsed", Target(key.principal_arn, context))
    return (("UserName", _find_name(user)), ("AccessKeyLastUsed", _write_use(key)))


def _find_name(user: UserEntry | None) -> str | None:
    return user.name if user else None


def _get_key(work: Work, holder: Holder) -> LongTermKey:
    access_key_id = work.parameters.text("AccessKeyId")
    key = work.unit.access_keys.find(access_key_id)
    if key is None or (key.account, key.user_id) != (work.account.id, holder.id):
        raise no_such_entity(f"The Access Key with id {access_key_id} cannot be found.")
    return key


def _write_key(key: LongTermKey, holder: Holder) -> Fields:
    return (
        ("UserName", holder.name),
        ("AccessKeyId", key.access_key_id),
        ("Status", "Active" if key.is_active else "Inactive"),
        ("CreateDate", key.created_at),
    )


def _write_use(key: LongTermKey) -> Fields:
    return (
        ("LastUsedDate", key.last_used_at),
        ("ServiceName", key.last_used_service or _NEVER),
        ("Region", key.last_used_region or _NEVER),
    )


def _key_forbidden(work: Work) -> AWSRefused:
    access_key_id = work.parameters.text("AccessKeyId")
    text = (
        f"User: {work.caller.arn} is not authorized to perform "
        f"iam:GetAccessKeyLastUsed on resource: access key {access_key_id}"
    )
    return AWSRefused("AccessDenied", 403, text, reason="access_key_unknown")


ACCESS_KEYS = {
    "CreateAccessKey": Operation(find_holder_target, create_access_key),
    "ListAccessKeys": Operation(find_holder_target, list_access_keys, is_writing=False),
    "UpdateAccessKey": Operation(find_holder_target, update_access_key),
    "DeleteAccessKey": Operation(find_holder_target, delete_access_key),
    "GetAccessKeyLastUsed": Operation(None, get_access_key_last_used, is_writing=False),
}
