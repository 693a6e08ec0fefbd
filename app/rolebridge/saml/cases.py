"""Cases for scripts: one JSON object describes a response and a door, one verdict comes back.

This is what `rolebridge validate` reads and prints. Nothing is remembered between cases.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from rolebridge.saml.algorithms import Legacy
from rolebridge.saml.case_fields import CaseFields, MalformedCase
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.expected import Expected, Profile
from rolebridge.saml.response import validate_response
from rolebridge.saml.verification_keys import load_usable_keys

_DEFAULT_SKEW: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Case:
    """A response as it came, what is expected of it, and the instant at which it came."""

    id: object
    response: str
    expected: Expected
    now: datetime


@dataclass(frozen=True, slots=True)
class CaseVerdict:
    """The answer to one case. `code` is that of the refusing check, None on acceptance."""

    id: object
    code: str | None
    message: str
    subject: str | None = None
    attributes: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_accepted(self) -> bool:
        return self.code is None

    def to_json(self) -> str:
        """One line, ASCII only."""
        return json.dumps(
            {
                "id": self.id,
                "verdict": "accept" if self.is_accepted else "reject",
                "code": self.code,
                "message": self.message,
                "subject": self.subject,
                "attributes": self.attributes,
            }
        )


def judge_line(line: bytes) -> CaseVerdict:
    """Read one case and judge it; a line that is no case is refused like a bad response."""
    try:
        fields = CaseFields(line)
        return judge_case(_build_case(fields))
    except MalformedCase as error:
        return CaseVerdict(error.case_id, error.code, str(error))
    except CheckFailed as error:
        return CaseVerdict(fields.case_id, error.code, str(error))


def judge_case(case: Case) -> CaseVerdict:
    """Validate the response of a case. Raises CheckFailed."""
    verified = validate_response(case.response, case.expected, case.now)
    attributes = {name: list(values) for name, values in verified.attributes.items()}
    message = "The response is valid."
    return CaseVerdict(case.id, None, message, verified.name_id.value, attributes)


def _build_case(fields: CaseFields) -> Case:
    legacy = frozenset(fields.choice("allow", Legacy, name) for name in fields.strings("allow"))
    acs = fields.required_strings("acs")
    expected = Expected(
        issuer=fields.string("issuer"),
        audience=fields.required_strings("audience"),
        recipients=acs,
        destinations=acs,
        profile=fields.choice("profile", Profile, fields.string("profile")),
        request_id=fields.find_string("request_id"),
        skew=fields.seconds("skew", _DEFAULT_SKEW),
        legacy=legacy,
        decryption_keys=fields.private_keys("decryption_key"),
        keys=load_usable_keys(fields.strings("certificates"), legacy=legacy),
    )
    return Case(fields.case_id, fields.string("response"), expected, fields.instant("now"))
