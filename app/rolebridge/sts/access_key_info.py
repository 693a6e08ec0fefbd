"""GetAccessKeyInfo: which account a key belongs to, without telling its state."""

from rolebridge.access.call import Fields
from rolebridge.ids import account_of_aws_id
from rolebridge.sts.signed_refusals import access_key_unknown
from rolebridge.sts.work import Work


def get_access_key_info(work: Work) -> Fields:
    """The id itself holds the account, whether or not there is such a key any more.

    Ids that were made by others may hold none: those are looked up. Raises AWSRefused.
    """
    work.authorize("sts:GetAccessKeyInfo", "*")
    access_key_id = work.parameters.text("AccessKeyId")
    stored = work.unit.access_keys.find(access_key_id)
    account = stored.account if stored else account_of_aws_id(access_key_id)
    if account is None or not access_key_id.startswith(("AKIA", "ASIA")):
        raise access_key_unknown(access_key_id)
    work.record_answer()
    return (("Account", account),)
