"""Typed access to the fields of one case, with a reason for each thing that is wrong."""

import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar

from rolebridge.errors import RolebridgeError
from rolebridge.saml.encryption import DecryptionKey, load_decryption_key

_LARGEST_SKEW: Final = 86_400
_Choice = TypeVar("_Choice", bound=StrEnum)


class MalformedCase(RolebridgeError):
    """A line that does not describe a case; `case_id` is its id where that could be read."""

    code = "malformed_case"

    def __init__(self, reason: str, case_id: object = None) -> None:
        super().__init__(f"This line is not a case: {reason}.")
        self.case_id = case_id


class CaseFields:
    """The fields of one line. Fields that nobody asks for do not matter."""

    def __init__(self, line: bytes) -> None:
        self.case_id: object = None
        self._fields = self._parse(line)
        self.case_id = self._fields.get("id")

    def _parse(self, line: bytes) -> dict[str, Any]:
        try:
            value = json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            raise self._fault("it is not JSON in UTF-8") from None
        if not isinstance(value, dict):
            raise self._fault("it is not a JSON object")
        return value

    def string(self, name: str) -> str:
        """A required string."""
        value = self._fields.get(name)
        if not isinstance(value, str):
            raise self._fault(f"{name} must be a string")
        return value

    def find_string(self, name: str) -> str | None:
        """A string that may be absent or null."""
        return None if self._fields.get(name) is None else self.string(name)

    def strings(self, name: str) -> tuple[str, ...]:
        """A string or a list of strings; absent and null are the empty list."""
        value = self._fields.get(name)
        if value is None:
            return ()
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
            raise self._fault(f"{name} must be a string or a list of strings")
        return tuple(values)

    def required_strings(self, name: str) -> frozenset[str]:
        """A string or a list of strings, at least one."""
        values = frozenset(self.strings(name))
        if not values:
            raise self._fault(f"{name} must be given")
        return values

    def instant(self, name: str) -> datetime:
        """An ISO 8601 instant; one without an offset is UTC."""
        try:
            value = datetime.fromisoformat(self.string(name))
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            raise self._fault(f"{name} must be an ISO 8601 instant") from None

    def seconds(self, name: str, default: timedelta) -> timedelta:
        """A number of seconds from 0 to a day."""
        value = self._fields.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._fault(f"{name} must be a number of seconds")
        if not 0 <= value <= _LARGEST_SKEW:
            raise self._fault(f"{name} must be from 0 to {_LARGEST_SKEW} seconds")
        return timedelta(seconds=value)

    def choice(self, name: str, kind: type[_Choice], value: str) -> _Choice:
        """One of a closed set of words."""
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(kind)
            raise self._fault(f"{name} must be of: {known}") from None

    def private_keys(self, name: str) -> tuple[DecryptionKey, ...]:
        """Private RSA keys in PEM, none where the field is absent."""
        try:
            return tuple(load_decryption_key(pem) for pem in self.strings(name))
        except ValueError:
            raise self._fault(f"{name} must be an RSA private key in PEM") from None

    def _fault(self, reason: str) -> MalformedCase:
        return MalformedCase(reason, self.case_id)
