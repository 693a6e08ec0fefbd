"""What AWS says of a document that it refuses: one table for each of its validators.

The sentences are AWS's own, as people and test suites have recorded them: IAM's for permissions
policies, the validator of resource policies (which IAM uses for trust policies too), and the one
sentence that Organizations has. A fault without an entry is one whose sentence is not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rolebridge.iam.faults import Rule


@dataclass(frozen=True, slots=True)
class Voice:
    """The sentences of one validator, by rule; `{}` in a sentence is what is at fault.

    `otherwise` is said of every fault without a sentence of its own. `details` tells whether IAM's
    sentences about a single action, resource or principal are this validator's too.
    """

    texts: Mapping[Rule, str]
    otherwise: str | None = None
    details: bool = False

    def say(self, rule: Rule, subject: str, detail: str | None) -> str | None:
        """The sentence for a fault, or None. `detail` is the one for this very value."""
        if detail is not None and self.details:
            return detail
        text = self.texts.get(rule, self.otherwise)
        return None if text is None else text.replace("{}", subject)


SYNTAX = "Syntax errors in policy."
LEGACY = "The policy failed legacy parsing"

IAM = Voice(
    {
        Rule.JSON: SYNTAX,
        Rule.DOCUMENT_TYPE: SYNTAX,
        Rule.UNKNOWN_ELEMENT: SYNTAX,
        Rule.MISSING_ELEMENT: SYNTAX,
        Rule.STATEMENT_EMPTY: SYNTAX,
        Rule.ELEMENT_TYPE: SYNTAX,
        Rule.EXCLUSIVE_ELEMENTS: SYNTAX,
        Rule.EFFECT: SYNTAX,
        Rule.OPERATOR_UNKNOWN: SYNTAX,
        Rule.VERSION: SYNTAX,
        Rule.VERSION_OLD: "Policy document must be version 2012-10-17 or greater.",
        Rule.EFFECT_CASE: LEGACY,
        Rule.SID_FORM: "Statement IDs (SID) must be alpha-numeric. "
        "Check that your input satisfies the regular expression [0-9A-Za-z]*",
        Rule.SID_DUPLICATE: "Statement IDs (SID) in a single policy must be unique.",
        Rule.ACTION_MISSING: "Policy statement must contain actions.",
        Rule.RESOURCE_MISSING: "Policy statement must contain resources.",
        Rule.PRINCIPAL_PROHIBITED: "Policy document should not specify a principal.",
    },
    details=True,
)

_RESOURCE_TEXTS = {
    Rule.JSON: "This policy contains invalid Json",
    Rule.UNKNOWN_ELEMENT: "Unknown field {}",
    Rule.MISSING_ELEMENT: "Missing required field {}",
    Rule.STATEMENT_EMPTY: "Could not parse the policy: Statement is empty!",
    Rule.EFFECT: "Invalid effect: {}",
    Rule.EFFECT_CASE: "Invalid effect: {}",
    Rule.VERSION: "The policy must contain a valid version string",
    Rule.ACTION_MISSING: "Missing required field Action",
    Rule.PRINCIPAL_MISSING: "Missing required field Principal",
    Rule.PRINCIPAL_EMPTY: "Missing required field Principal cannot be empty!",
    Rule.RESOURCE_MISSING: "Missing required field Resource",
    Rule.PRINCIPAL_NEGATED: "Allow with NotPrincipal is not allowed.",
}

RESOURCE = Voice(_RESOURCE_TEXTS)

TRUST = Voice(
    {
        **_RESOURCE_TEXTS,
        Rule.SID_FORM: IAM.texts[Rule.SID_FORM],
        Rule.SID_DUPLICATE: "The Statement Ids in the policy are not unique",
        Rule.ACTION_NOT_ASSUME_ROLE: "AssumeRole policy may only specify STS AssumeRole actions.",
    },
    details=True,
)

ORGANIZATIONS = Voice(
    {},
    otherwise="The provided policy document does not meet the requirements of the specified "
    "policy type.",
)
