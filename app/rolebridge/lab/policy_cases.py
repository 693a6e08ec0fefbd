"""Cases for scripts: one JSON object asks one question about policies, one verdict comes back.

    {"id", "request": {"principal", "action", "resource", "resourceAccount"?, "context"},
     "policies": {"identity": [doc], "resource": doc, "session": doc | [doc], "boundary": [doc],
                  "scp": [[doc], ... a level each], "rcp": [[doc], ...]}}

The principal is an ARN, the name of a service, or {"type": "Anonymous"}; a context value is a
string or a list of strings; a document is an object, or a string that holds its JSON. An absent
layer has nothing attached, and the context is complete: nothing is derived from the principal. If
an `sts:Assume*`, `sts:TagSession` or `sts:SetSourceIdentity` is asked of a role, `resource` is its
trust policy. Nothing is remembered between cases.
"""

import json
from dataclasses import dataclass
from typing import Final

from rolebridge.iam import Decision, decide
from rolebridge.lab.case_fields import Field, InvalidCase
from rolebridge.lab.case_layers import read_layers
from rolebridge.lab.case_request import read_request
from rolebridge.lab.case_text import UnreadableCase, read_case_text

# Room for every managed policy of AWS at once, and little enough to be held a few times over.
LONGEST_LINE: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CaseVerdict:
    """The answer to one case: a decision, or the error for which there is none."""

    id: object
    decision: Decision | None
    error: str | None = None

    def as_dict(self, *, explained: bool = False) -> dict[str, object]:
        """The verdict as plain data; `explained` adds the tree, which alone costs something."""
        if self.decision is None:
            error = {"verdict": "Error", "deciding_layer": None, "error": self.error}
            return {"id": self.id, **error}
        verdict: dict[str, object] = {
            "id": self.id,
            "verdict": self.decision.outcome.value,
            "deciding_layer": self.decision.layer.value,
        }
        if explained:
            verdict["explanation"] = self.decision.explain().as_dict()
        return verdict

    def to_json(self, *, explained: bool = False) -> str:
        """One line, ASCII only."""
        return json.dumps(self.as_dict(explained=explained))


def judge_line(line: bytes) -> CaseVerdict:
    """Read one case and decide it. Whatever is wrong with it is told in the verdict."""
    if len(line) > LONGEST_LINE:
        return CaseVerdict(None, None, f"the line: longer than {LONGEST_LINE} bytes")
    try:
        return judge_case(read_case_text(line))
    except UnreadableCase as error:
        return CaseVerdict(None, None, f"the line: {error}")


def judge_case(case: object) -> CaseVerdict:
    """Decide one case, given as JSON values."""
    try:
        return _judge_members(dict(Field("", case).read_entries()))
    except InvalidCase as error:
        return CaseVerdict(None, None, str(error))


def _judge_members(members: dict[str, Field]) -> CaseVerdict:
    identifier = members.get("id", Field("id", None))
    if isinstance(identifier.value, bool) or not isinstance(identifier.value, str | int | None):
        raise identifier.refuse("a string or an integer")
    try:
        return CaseVerdict(identifier.value, _decide(members))
    except InvalidCase as error:
        return CaseVerdict(identifier.value, None, str(error))


def _decide(members: dict[str, Field]) -> Decision:
    if "request" not in members:
        raise InvalidCase("request", "missing")
    request = read_request(members["request"])
    policies = members.get("policies")
    if policies is None or policies.value is None:
        policies = Field("policies", {})
    return decide(request, read_layers(policies, of_role=request.asks_for_role))
