"""One question to the policies: may this caller do this with that?"""

import re
from dataclasses import dataclass, field

from rolebridge.iam.arn_patterns import LONGEST_ARN, ArnSubject
from rolebridge.iam.callers import Principal
from rolebridge.iam.context import NO_CONTEXT, InvalidRequest, RequestContext
from rolebridge.iam.principals import ACCOUNT
from rolebridge.iam.text import fold

# More than the longest name of any action.
LONGEST_ACTION = 256

_ROLE = re.compile(r"arn:[^:]*:iam:[^:]*:[0-9]{12}:role/.*", re.DOTALL)
_KMS_KEY = re.compile(r"arn:[^:]*:kms:[^:]*:[^:]*:key/.*", re.DOTALL)
_ROLE_ACTIONS = ("sts:tagsession", "sts:setsourceidentity")


@dataclass(frozen=True, slots=True)
class Request:
    """One action on one resource. Raises InvalidRequest for what no request can be.

    The resource is `*` or an ARN of six parts. `resource_account` is its owner, where the ARN does
    not tell it. What statements are matched with is worked out once: `folded_action`, which is in
    lower case, and `subject`, the resource taken apart.
    """

    principal: Principal
    action: str
    resource: str
    resource_account: str | None = None
    context: RequestContext = NO_CONTEXT
    folded_action: str = field(init=False, repr=False, compare=False)
    subject: ArnSubject = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Sizes come first, so that nothing long is ever taken apart or matched.
        _check_length("action", self.action, LONGEST_ACTION)
        _check_length("resource", self.resource, LONGEST_ARN)
        object.__setattr__(self, "folded_action", fold(self.action))
        object.__setattr__(self, "subject", ArnSubject(self.resource))
        if not self.subject.segments and self.resource != "*":
            raise InvalidRequest(f'resource: {self.resource!r} is neither "*" nor an ARN')
        if self.resource_account is not None and not ACCOUNT.fullmatch(self.resource_account):
            raise InvalidRequest("resource account: not an account id of 12 digits")

    @property
    def segments(self) -> tuple[str, ...]:
        """The six parts of the resource's ARN; none for `*`."""
        return self.subject.segments

    @property
    def needs_no_permission(self) -> bool:
        """Whether no policy has a say (IAM API reference, "GetCallerIdentity"): who has
        credentials may ask whose they are.
        """
        return self.folded_action == "sts:getcalleridentity" and self.principal.account is not None

    @property
    def is_same_account(self) -> bool:
        """Whether caller and resource belong to one account.

        A resource that is not told to have an owner belongs to the caller.
        """
        owner = self.resource_account
        if owner is None and self.segments and ACCOUNT.fullmatch(self.segments[4]):
            owner = self.segments[4]
        return owner is None or owner == self.principal.account

    @property
    def asks_for_role(self) -> bool:
        """Whether the resource's policy is the trust policy of a role."""
        action = self.folded_action
        is_trust_action = action.startswith("sts:assume") or action in _ROLE_ACTIONS
        return is_trust_action and _ROLE.fullmatch(self.resource) is not None

    @property
    def asks_for_kms_key(self) -> bool:
        """Whether the resource's policy is a key policy, without which nobody can use the key."""
        return (
            self.folded_action.startswith("kms:") and _KMS_KEY.fullmatch(self.resource) is not None
        )


def _check_length(name: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise InvalidRequest(f"{name}: {len(text)} characters, where {longest} are allowed")
