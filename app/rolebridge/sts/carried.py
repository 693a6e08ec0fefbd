"""What a session of a role is to carry: what the request passes, and what is handed down to it.

Source: IAM User Guide, "Passing session tags", "Chaining roles with session tags" and "Monitor and
control actions taken with assumed roles".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rolebridge.access.context import Values, describe_tags
from rolebridge.access.parameters import Parameters
from rolebridge.access.session import SessionFacts
from rolebridge.sts.session_request import read_session_tags
from rolebridge.sts.signed_refusals import (
    source_identity_fixed,
    transitive_key_missing,
    transitive_key_taken,
)
from rolebridge.sts.trust import SET_SOURCE_IDENTITY, TAG_SESSION


@dataclass(frozen=True, slots=True)
class Carried:
    """The name of a session with its source identity and tags.

    `passed_tags` and `passed_transitive` are the request's own, `inherited_tags` those that the
    calling session hands down: transitive ones, and they stay so.
    """

    name: str
    source_identity: str | None = None
    passed_tags: Mapping[str, str] = field(default_factory=dict)
    passed_transitive: tuple[str, ...] = ()
    inherited_tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def tags(self) -> dict[str, str]:
        """All tags of the session."""
        return {**self.inherited_tags, **self.passed_tags}

    @property
    def transitive_tag_keys(self) -> tuple[str, ...]:
        """The keys that this session will hand down in its turn, as its tags have them."""
        wanted = {key.lower() for key in self.passed_transitive}
        passed = (key for key in self.passed_tags if key.lower() in wanted)
        return (*self.inherited_tags, *passed)

    def list_actions(self, assuming: str) -> tuple[str, ...]:
        """The actions of the one call, all of which must be allowed.

        What is handed down needs the same permissions as what is passed.
        """
        actions = [assuming]
        if self.tags or self.passed_transitive:
            actions.append(TAG_SESSION)
        if self.source_identity is not None:
            actions.append(SET_SOURCE_IDENTITY)
        return tuple(actions)

    def describe(self) -> Values:
        """The condition keys that the request brings along."""
        values: Values = {"sts:RoleSessionName": self.name}
        if self.source_identity is not None:
            values["sts:SourceIdentity"] = self.source_identity
        if self.passed_tags:
            values["aws:TagKeys"] = tuple(self.passed_tags)
        if self.passed_transitive:
            values["sts:TransitiveTagKeys"] = self.passed_transitive
        return values | describe_tags("Request", self.passed_tags)

    def describe_role(self, tags: Mapping[str, str]) -> Values:
        """The tags of the role that is assumed; a tag that is handed down takes the place of the
        role's own.
        """
        inherited = {key.lower() for key in self.inherited_tags}
        own = {key: value for key, value in tags.items() if key.lower() not in inherited}
        effective = {**own, **self.inherited_tags}
        named = {f"iam:ResourceTag/{key}": value for key, value in effective.items()}
        return describe_tags("Resource", effective) | named


def read_carried(parameters: Parameters, calling: SessionFacts | None) -> Carried:
    """What a call to AssumeRole asks for. Raises AWSRefused for what the calling session forbids
    to set anew.
    """
    inherited = _list_inherited(calling)
    passed = read_session_tags(parameters)
    transitive = parameters.texts("TransitiveTagKeys")
    keys = {key.lower() for key in passed}
    if keys & {key.lower() for key in inherited}:
        raise transitive_key_taken()
    if not {key.lower() for key in transitive} <= keys:
        raise transitive_key_missing()
    return Carried(
        name=parameters.text("RoleSessionName"),
        source_identity=_read_source_identity(parameters, calling),
        passed_tags=passed,
        passed_transitive=transitive,
        inherited_tags=inherited,
    )


def _list_inherited(calling: SessionFacts | None) -> dict[str, str]:
    if calling is None:
        return {}
    handed_down = {key.lower() for key in calling.transitive_tag_keys}
    return {key: value for key, value in calling.tags.items() if key.lower() in handed_down}


def _read_source_identity(parameters: Parameters, calling: SessionFacts | None) -> str | None:
    wanted = parameters.find_text("SourceIdentity")
    present = calling.source_identity if calling else None
    if present is None:
        return wanted
    if wanted not in (None, present):
        raise source_identity_fixed()
    return present
