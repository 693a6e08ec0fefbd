"""A federation file as an editor sees it: YAML 1.2 values against the published JSON Schema."""

import re

import jsonschema
import yaml

from rolebridge.federation.schema.file import build_json_schema

SCHEMA = build_json_schema()
_VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


class _EditorLoader(yaml.SafeLoader):
    """To editors a date is a text and a number is decimal (YAML 1.2)."""


_EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith(("timestamp", "int"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_EditorLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile("-?[0-9]+$"), list("-0123456789")
)


def fits_schema(text: str) -> bool:
    """Whether the schema takes the file."""
    return _VALIDATOR.is_valid(yaml.load(text, _EditorLoader))
