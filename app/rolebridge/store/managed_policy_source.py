"""The documents of AWS's own managed policies, read from a file or folder, by ARN.

A file is JSON in one of the forms in which people have it:

- what `aws iam get-account-authorization-details --filter AWSManagedPolicy` prints: `Policies`,
  each with `Arn` and `PolicyVersionList`, of which the default version counts;
- a map from ARN to document, a document being an object or its JSON text.

A folder holds any number of such `*.json` files. A file in it may also be one document, or what
`aws iam get-policy-version` prints; its path then names the policy: `service-role/NAME.json` is
`arn:aws:iam::aws:policy/service-role/NAME`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn
from urllib.parse import unquote

from rolebridge.errors import RolebridgeError

# Fourteen times what all of AWS's policies are today.
LARGEST_FILE: Final = 64 * 1024 * 1024
_MOST_FAULTS = 20
_ARN = re.compile(
    r"arn:aws(?:-[a-z]+)*:iam::aws:policy/(?:[A-Za-z0-9.,+@=_-]+/)*[A-Za-z0-9.,+@=_-]{1,128}"
)
_CUSTOMERS = re.compile(r"arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:policy/.+", re.DOTALL)
_AUTHORIZATION_DETAILS = "`aws iam get-account-authorization-details --filter AWSManagedPolicy`"


class ManagedPoliciesRefused(RolebridgeError):
    """The source of AWS's managed policies cannot be used; `faults` says why, file by file."""

    code = "managed_policies_refused"

    def __init__(self, source: Path, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        told = list(self.faults[:_MOST_FAULTS])
        if len(self.faults) > _MOST_FAULTS:
            told.append(f"and {len(self.faults) - _MOST_FAULTS} more")
        lines = "\n".join(f"  {fault}" for fault in told)
        super().__init__(f"AWS's managed policies cannot be read from {source}:\n{lines}")


class _Faulty(ValueError):
    """One fault of one file."""


def read_managed_policies(source: Path) -> dict[str, str]:
    """The text of every document by its policy's ARN. Raises ManagedPoliciesRefused."""
    documents: dict[str, str] = {}
    faults = []
    for file, name in _list_files(source):
        try:
            for arn, text in _read_file(file, name):
                if documents.setdefault(arn, text) != text:
                    faults.append(f"{file.name}: {arn} has another document in another file")
        except _Faulty as fault:
            faults.append(f"{file.name}: {fault}")
    if not documents and not faults:
        faults.append("there is no policy of AWS in it")
    if faults:
        raise ManagedPoliciesRefused(source, faults)
    return documents


def _list_files(source: Path) -> list[tuple[Path, str | None]]:
    """Each file, and in a folder the name of the policy that its path makes."""
    if not source.is_dir():
        return [(source, None)]
    paths = sorted(source.rglob("*.json"))
    return [(path, path.relative_to(source).with_suffix("").as_posix()) for path in paths]


def _read_file(file: Path, name: str | None) -> Iterator[tuple[str, str]]:
    value = _read_json(file)
    if not isinstance(value, dict):
        raise _Faulty("is not a JSON object")
    if "Policies" in value:
        return _read_details(value["Policies"])
    if "Statement" not in value and "PolicyVersion" not in value:
        return _read_map(value)
    if name is None:
        raise _Faulty("is one document, and nothing says of which policy: give a map from ARN")
    return _read_map({f"arn:aws:iam::aws:policy/{name}": _find_document(value)})


def _read_json(file: Path) -> object:
    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _Faulty(f"cannot be read ({error.strerror})") from None
    if len(raw) > LARGEST_FILE:
        raise _Faulty(f"is larger than {LARGEST_FILE >> 20} MiB")
    try:
        return json.loads(raw, object_pairs_hook=_refuse_twice, parse_constant=_refuse_constant)
    except _Faulty:
        raise
    except (ValueError, RecursionError) as error:
        raise _Faulty(f"is not JSON ({error})") from None


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two equal keys one would be lost, and with it perhaps a Deny."""
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Faulty(f"has the key {max(names, key=names.count)!r} twice in one object")
    return members


def _refuse_constant(constant: str) -> NoReturn:
    raise _Faulty(f"is not JSON ({constant})")


def _read_details(policies: object) -> Iterator[tuple[str, str]]:
    if not isinstance(policies, list):
        raise _Faulty("Policies is not a list")
    for position, policy in enumerate(policies):
        place = f"Policies[{position}]"
        if not isinstance(policy, dict) or not isinstance(policy.get("Arn"), str):
            raise _Faulty(f"{place} has no Arn")
        # Without the filter, the account's own policies come with AWS's.
        if _CUSTOMERS.fullmatch(policy["Arn"]) is None:
            yield _check_arn(policy["Arn"]), _as_text(_find_default(policy, place), place)


def _find_default(policy: Mapping[str, Any], place: str) -> object:
    versions = policy.get("PolicyVersionList")
    if not isinstance(versions, list):
        raise _Faulty(f"{place} has no PolicyVersionList; {_AUTHORIZATION_DETAILS} prints one")
    default = [v for v in versions if isinstance(v, dict) and v.get("IsDefaultVersion") is True]
    if len(default) != 1:
        raise _Faulty(f"{place} has not one version with IsDefaultVersion true")
    return default[0].get("Document")


def _find_document(value: Mapping[str, Any]) -> object:
    version = value.get("PolicyVersion")
    if version is None:
        return value
    if not isinstance(version, dict) or version.get("IsDefaultVersion") is False:
        raise _Faulty("PolicyVersion is not the default version of a policy")
    return version.get("Document")


def _read_map(documents: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for arn, document in documents.items():
        yield _check_arn(arn), _as_text(document, arn)


def _check_arn(arn: str) -> str:
    if _ARN.fullmatch(arn) is None:
        raise _Faulty(f"{arn[:200]!r} is not the ARN of a managed policy of AWS")
    return arn


def _as_text(document: object, place: str) -> str:
    """The API hands documents out percent-encoded; the AWS CLI has made objects of them."""
    if isinstance(document, dict):
        return json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    if isinstance(document, str):
        return unquote(document) if document.startswith("%7B") else document
    raise _Faulty(f"{place} has no document")
