"""What the issuing use cases refuse, for a page of ours or for the service provider to show."""

from rolebridge.directory.rules import RuleResult
from rolebridge.errors import RolebridgeError
from rolebridge.idp.ports import PostForm


class RequestRefused(RolebridgeError):
    """A sign-in that cannot go on and that no service provider may be told about.

    Its code is that of the rule which refused; the page that shows it is ours.
    """


class SAMLRefusal(RolebridgeError):
    """A refusal that the service provider hears, by a form to its verified address."""

    def __init__(self, code: str, public: str, form: PostForm) -> None:
        super().__init__(public, code=code)
        self.form = form


class RoleNotGranted(RolebridgeError):
    """No rule gives this person the role, or any role. `results` say what each rule wanted.

    With a role, `results` are those of the rules that could give it to somebody; without, all.
    """

    code = "role_not_granted"

    def __init__(
        self, username: str, role_arn: str | None, results: tuple[RuleResult, ...]
    ) -> None:
        what = f"the role {role_arn}" if role_arn else "any AWS role"
        super().__init__(f"No mapping rule gives {username} {what}.")
        self.username = username
        self.role_arn = role_arn
        self.results = results


class ClaimRefused(RolebridgeError):
    """A value that a template or rule makes for this person cannot be sent.

    `source` is the template or the name of the mapping rule that made it.
    """

    code = "claim_refused"

    def __init__(self, service_provider: str, field: str, source: str, rule: str) -> None:
        super().__init__(f"{service_provider}, {field}, made by {source!r}: {rule}.")
        self.service_provider = service_provider
        self.field = field
        self.source = source
        self.rule = rule
