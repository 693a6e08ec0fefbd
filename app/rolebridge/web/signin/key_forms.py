"""Temporary credentials in the forms that shells, profile files and programs read."""

import json
from dataclasses import dataclass

from rolebridge.clock import format_instant
from rolebridge.sts.console import ConsoleSession
from rolebridge.sts.credentials import IssuedCredentials

_REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class KeyForm:
    """One block of text to copy. `key` is its id in the page."""

    key: str
    title: str
    text: str


def build_key_forms(
    credentials: IssuedCredentials, session: ConsoleSession, endpoint: str
) -> tuple[KeyForm, ...]:
    """Every form, the commonest first. `endpoint` is the address of the AWS API here."""
    variables = _variables(credentials, endpoint)
    profile = f"{session.alias or session.account}-{session.title}"
    return (
        KeyForm("shell", "Shell", _lines("export {}={}", variables)),
        KeyForm("profile", "Profile file (~/.aws/credentials)", _profile(profile, variables)),
        KeyForm("json", "JSON for credential_process", _process_json(credentials, session)),
        KeyForm("powershell", "PowerShell", _lines('$Env:{}="{}"', variables)),
        KeyForm("try", "Try it", f"aws sts get-caller-identity --endpoint-url {endpoint}"),
    )


def _variables(credentials: IssuedCredentials, endpoint: str) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        "AWS_SESSION_TOKEN": credentials.session_token,
        "AWS_DEFAULT_REGION": _REGION,
        "AWS_ENDPOINT_URL": endpoint,
    }


def _lines(form: str, variables: dict[str, str]) -> str:
    return "\n".join(form.format(name, value) for name, value in variables.items())


def _profile(name: str, variables: dict[str, str]) -> str:
    """A section of the shared file; `region` and `endpoint_url` are read from it too."""
    names = {"AWS_DEFAULT_REGION": "region", "AWS_ENDPOINT_URL": "endpoint_url"}
    lines = (f"{names.get(key, key.lower())} = {value}" for key, value in variables.items())
    return "\n".join((f"[{name}]", *lines))


def _process_json(credentials: IssuedCredentials, session: ConsoleSession) -> str:
    """What `credential_process` has to print (AWS SDKs guide); Version is always 1."""
    return json.dumps(
        {
            "Version": 1,
            "AccessKeyId": credentials.access_key_id,
            "SecretAccessKey": credentials.secret_access_key,
            "SessionToken": credentials.session_token,
            "Expiration": format_instant(credentials.expiration),
            "AccountId": session.account,
        },
        indent=2,
    )
