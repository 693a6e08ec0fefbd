"""The YAML text of a federation file."""

import re
from io import StringIO
from textwrap import fill
from typing import Any

import yaml

from rolebridge.federation.export.tree import build_tree, write_policy
from rolebridge.federation.organisation import Organisation
from rolebridge.federation.placed import WrittenNumber
from rolebridge.federation.scalars import read_plain
from rolebridge.federation.schema.file import KIND, KIND_KEY, MEANING

# YAML takes these for line breaks and gives back another one.
_ODD_BREAKS = re.compile("[\r\x85\u2028\u2029]")
# What reads well without quotes; the emitter knows the rest of YAML's rules.
_PLAIN = re.compile(r"[A-Za-z0-9/$_.][^\n#]*")
_PLAIN_IN_LIST = re.compile(r"[A-Za-z0-9/$_. @+-]+")
_TEXT_TAG = "tag:yaml.org,2002:str"
_SHORT = 88


def export_federation(organisation: Organisation) -> str:
    """The federation file that says `organisation`. It parses back to an equal one.

    It holds password hashes, which are secrets: whoever prints or stores the text must know.
    """
    tree = {KIND_KEY: KIND} | build_tree(organisation, write_policy)
    parts = [_write({name: section}) for name, section in tree.items()]
    comment = fill(MEANING, 98, initial_indent="# ", subsequent_indent="# ")
    return "\n".join([f"{parts[0]}\n{comment}\n", *parts[1:]])


def _write(section: dict[str, Any]) -> str:
    text: str = yaml.dump(
        section,
        Dumper=_Writer,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=1_000_000,
    )
    return text


class _Writer(yaml.SafeDumper):
    """Block style with indented lists, and no anchors: the reader takes none."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  (PyYAML's signature)
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  (PyYAML's signature)
        super().increase_indent(flow, indentless=False)


def _style(text: str, plain: re.Pattern[str]) -> str | None:
    """Double quotes wherever a reader might take the text for something else."""
    if _ODD_BREAKS.search(text) is not None:
        return '"'
    if "\n" in text:
        return "|"
    is_text = read_plain(text) == text and (
        _RESOLVER.resolve(yaml.ScalarNode, text, (True, False)) == _TEXT_TAG
    )
    return None if is_text and plain.fullmatch(text) is not None else '"'


def _represent_text(writer: _Writer, text: str) -> yaml.Node:
    return writer.represent_scalar(_TEXT_TAG, text, style=_style(text, _PLAIN))


def _represent_list(writer: _Writer, items: list[Any]) -> yaml.Node:
    """A short list of short texts stands on one line."""
    is_short = all(isinstance(item, str) and "\n" not in item for item in items)
    if not is_short or sum(map(len, items)) > _SHORT:
        return writer.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=False)
    nodes = [yaml.ScalarNode(_TEXT_TAG, i, style=_style(i, _PLAIN_IN_LIST)) for i in items]
    return yaml.SequenceNode("tag:yaml.org,2002:seq", nodes, flow_style=True)


def _represent_number(writer: Any, number: WrittenNumber) -> yaml.Node:
    """As it was written; the tag is the one that the emitter would not have to spell out."""
    tag = writer.resolve(yaml.ScalarNode, number.text, (True, False))
    return yaml.ScalarNode(tag, number.text)


_RESOLVER: Any = _Writer(StringIO())
_Writer.add_representer(str, _represent_text)
_Writer.add_representer(list, _represent_list)
_Writer.add_representer(WrittenNumber, _represent_number)
