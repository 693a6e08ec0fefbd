"""The policy language of IAM: reading documents, deciding requests, explaining decisions.

Owns: the grammar of policy documents and its faults (`documents`, `reading`, `faults`), matching
(`patterns`, `actions`, `principals`, `conditions`), decisions (`evaluate`) and why they fell as
they did (`explain`, `near_misses`).
Must not know SAML, HTTP, where policies are kept, or what time it is: everything about a request
is in its context. Standard library only.
"""

from rolebridge.iam.context import RequestContext
from rolebridge.iam.documents import parse_policy
from rolebridge.iam.evaluate import Decision, decide_trust
from rolebridge.iam.faults import Fault, MalformedPolicy, Rule
from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.outcome import Outcome
from rolebridge.iam.policy import Effect, Policy, Statement
from rolebridge.iam.principals import Principal, build_federated_principal
from rolebridge.iam.report import Explanation

__all__ = [
    "Decision",
    "Effect",
    "Explanation",
    "Fault",
    "MalformedPolicy",
    "Outcome",
    "Policy",
    "PolicyKind",
    "Principal",
    "RequestContext",
    "Rule",
    "Statement",
    "build_federated_principal",
    "decide_trust",
    "parse_policy",
]
