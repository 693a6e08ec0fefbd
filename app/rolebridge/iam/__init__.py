"""The policy language of IAM: reading documents, deciding requests, explaining decisions.

Owns: the grammar of policy documents and its faults (`documents`, `reading`, `faults`), matching
(`patterns`, `actions`, `principals`, `resources`, `conditions`), who asks what (`callers`,
`request`), decisions (`policy_set`, `layers`, `evaluate`) and why they fell as
they did (`explain`, `explanation`).
Must not know SAML, HTTP, where policies are kept, or what time it is: everything about a request
is in its context. Standard library only.
"""

from rolebridge.iam.callers import (
    ANONYMOUS,
    CallerKind,
    Grade,
    Principal,
    UnknownPrincipal,
    build_federated_principal,
    build_principal,
)
from rolebridge.iam.context import InvalidRequest, RequestContext
from rolebridge.iam.documents import parse_policy, validate_policy
from rolebridge.iam.evaluate import Decision, decide, decide_together, decide_trust
from rolebridge.iam.explanation.report import Explanation
from rolebridge.iam.faults import Fault, MalformedPolicy, Rule
from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.layers import Layer, Layers
from rolebridge.iam.outcome import Outcome
from rolebridge.iam.policy import Effect, Policy, Statement
from rolebridge.iam.policy_set import PolicySet
from rolebridge.iam.request import Request

__all__ = [
    "ANONYMOUS",
    "CallerKind",
    "Decision",
    "Effect",
    "Explanation",
    "Fault",
    "Grade",
    "InvalidRequest",
    "Layer",
    "Layers",
    "MalformedPolicy",
    "Outcome",
    "Policy",
    "PolicyKind",
    "PolicySet",
    "Principal",
    "Request",
    "RequestContext",
    "Rule",
    "Statement",
    "UnknownPrincipal",
    "build_federated_principal",
    "build_principal",
    "decide",
    "decide_together",
    "decide_trust",
    "parse_policy",
    "validate_policy",
]
