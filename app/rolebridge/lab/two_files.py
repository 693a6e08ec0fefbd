"""One case in two files: what is attached, and what is asked.

The first file is a policy document or an object of layers, the second a request; either may also be
a whole case, of which the part that is wanted is taken. A lone document is the trust policy of the
role where an `sts:Assume*`, `sts:TagSession` or `sts:SetSourceIdentity` is asked of a role, else
the policy of the resource if it has a principal, else an identity policy.
"""

from rolebridge.iam import Request
from rolebridge.iam.text import fold
from rolebridge.lab.case_fields import Field, InvalidCase
from rolebridge.lab.case_request import read_request
from rolebridge.lab.case_text import UnreadableCase, read_case_text
from rolebridge.lab.policy_cases import LONGEST_LINE, CaseVerdict, judge_case

_OF_DOCUMENTS = ("statement", "version")
_OF_PRINCIPALS = ("principal", "notprincipal")


def judge_files(policy: bytes, request: bytes) -> CaseVerdict:
    """Decide the case. Whatever is wrong with a file is told in the verdict."""
    try:
        asked = _take(_read_file("request", request), "request")
        attached = _take(_read_file("policy", policy), "policies")
        if _is_document(attached):
            # The text as it stands in the file has the lines that an explanation names.
            text = policy.decode("utf-8-sig")
            attached = _attach(attached, text, read_request(Field("request", asked)))
    except InvalidCase as error:
        return CaseVerdict(None, None, str(error))
    return judge_case({"request": asked, "policies": attached})


def _read_file(name: str, content: bytes) -> object:
    if len(content) > LONGEST_LINE:
        raise InvalidCase(f"the {name} file", f"longer than {LONGEST_LINE} bytes")
    try:
        return read_case_text(content)
    except UnreadableCase as error:
        raise InvalidCase(f"the {name} file", str(error)) from None


def _take(value: object, name: str) -> object:
    return value[name] if isinstance(value, dict) and name in value else value


def _is_document(value: object) -> bool:
    """Whether it is meant as a policy document; if it is no good one, its own errors say so."""
    return isinstance(value, dict) and any(fold(name) in _OF_DOCUMENTS for name in value)


def _attach(document: object, text: str, request: Request) -> dict[str, object]:
    of_resource = request.asks_for_role or _names_principals(document)
    return {"resource": text} if of_resource else {"identity": [text]}


def _names_principals(document: object) -> bool:
    statements = document.get("Statement") if isinstance(document, dict) else None
    listed = statements if isinstance(statements, list) else [statements]
    return any(
        fold(name) in _OF_PRINCIPALS for item in listed if isinstance(item, dict) for name in item
    )
