"""Tags of anything in an account: read, merged, taken away, listed, and as condition keys.

Source: IAM User Guide, "Tags for IAM resources"; keys are compared without case and keep it.
"""

from collections.abc import Callable, Iterable, Mapping

from rolebridge.access.call import Fields
from rolebridge.access.context import Values, describe_tags
from rolebridge.access.parameters import Parameters, list_tags
from rolebridge.accounts.paging import write_page
from rolebridge.accounts.refusals import invalid_input, limit_exceeded

MAX_TAGS = 50
Fold = Callable[[str], str]
"""What keys are compared by: `str` where case counts, as with managed policies."""
DUPLICATE_KEYS = "Duplicate tag keys found. Please note that Tag keys are case insensitive."


def read_tags(
    parameters: Parameters, duplicates: str = DUPLICATE_KEYS, fold: Fold = str.lower
) -> dict[str, str]:
    """The tags of a call. Raises AWSRefused with the text `duplicates` where two keys are one."""
    pairs = list(list_tags(parameters))
    if len({fold(key) for key, _ in pairs}) < len(pairs):
        raise invalid_input(duplicates)
    for key, _ in pairs:
        if key.lower().startswith("aws:"):
            text = "Tag keys that begin with aws: are reserved for AWS."
            raise invalid_input(text, has_aws_text=False)
    return dict(pairs)


def merge_tags(
    present: Mapping[str, str], added: Mapping[str, str], fold: Fold = str.lower
) -> dict[str, str]:
    """Both, the added ones in the place of the same keys. Raises AWSRefused over fifty."""
    kept = {fold(key): (key, value) for key, value in present.items()}
    merged = dict((kept | {fold(key): (key, value) for key, value in added.items()}).values())
    if len(merged) > MAX_TAGS:
        raise limit_exceeded("The number of tags has reached the maximum limit.")
    return merged


def drop_tags(
    present: Mapping[str, str], keys: Iterable[str], fold: Fold = str.lower
) -> dict[str, str]:
    """What is left without these keys; a key that is not there does no harm."""
    gone = {fold(key) for key in keys}
    return {key: value for key, value in present.items() if fold(key) not in gone}


def write_tags(tags: Mapping[str, str]) -> list[Fields]:
    """Tags as answers list them."""
    return [(("Key", key), ("Value", value)) for key, value in tags.items()]


def write_tag_page(tags: Mapping[str, str], parameters: Parameters) -> Fields:
    """The answer of the `List...Tags` operations."""
    return write_page("Tags", write_tags(tags), parameters)


def describe_resource_tags(tags: Mapping[str, str]) -> Values:
    """`aws:ResourceTag/K` and IAM's older `iam:ResourceTag/K` (Service Authorization Reference)."""
    older: Values = {f"iam:ResourceTag/{key}": value for key, value in tags.items()}
    return describe_tags("Resource", tags) | older


def describe_requested_tags(parameters: Parameters) -> Values:
    """`aws:RequestTag/K` and `aws:TagKeys`, of tags that a call gives or keys that it takes away.
    Where two keys are one the call is refused later.
    """
    tags = dict(list_tags(parameters)) if "Tags" in parameters else {}
    keys = (*tags, *parameters.texts("TagKeys"))
    named: Values = {"aws:TagKeys": keys} if keys else {}
    return describe_tags("Request", tags) | named
