"""What mutmut found out, read from the files that it leaves beside each mutated module."""

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from mutmut.stats import status_by_exit_code

_DEAD = {"killed", "timeout"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one function. It is known by what it changes: mutmut's numbers shift."""

    name: str
    module: str
    function: str
    was: str
    becomes: str
    status: str

    @property
    def is_dead(self) -> bool:
        return self.status in _DEAD

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.function, self.was, self.becomes)


def read_mutants(root: Path) -> Iterator[Mutant]:
    """Every mutant below `root` that was tried."""
    for meta in sorted(root.rglob("*.py.meta")):
        codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        if codes:
            yield from _of_module(meta.with_suffix(""), codes)


def forget_living(root: Path) -> None:
    """Have mutmut try again what lived, by tests as they are now.

    The mutated sources are made anew, since a run that was stopped may have left half of one.
    """
    for meta in root.rglob("*.py.meta"):
        meta.with_suffix("").unlink(missing_ok=True)
        try:
            kept = json.loads(meta.read_text(encoding="utf-8"))
        except ValueError:
            meta.unlink()
            continue
        kept["exit_code_by_key"] = {
            name: code if status_by_exit_code[code] in _DEAD else None
            for name, code in kept["exit_code_by_key"].items()
        }
        meta.write_text(json.dumps(kept), encoding="utf-8")
    (root.parent / "mutmut-stats.json").unlink(missing_ok=True)


def _of_module(path: Path, codes: dict[str, int | None]) -> Iterator[Mutant]:
    source = path.read_text(encoding="utf-8")
    lines = source.split("\n")
    bodies = {
        node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno])
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name
    }
    for name, code in codes.items():
        if code is None:
            continue
        module, _, changed = name.rpartition(".")
        original, _, number = changed.rpartition("__mutmut_")
        was, becomes = _difference(
            bodies[f"{original}__mutmut_orig"].replace("__mutmut_orig", "", 1),
            bodies[changed].replace(f"__mutmut_{number}", "", 1),
        )
        yield Mutant(
            name=name,
            module=module.removeprefix("rolebridge.iam").removeprefix(".") or "__init__",
            function=name_function(name),
            was=was,
            becomes=becomes,
            status=status_by_exit_code[code],
        )


def name_function(mutant: str) -> str:
    """The function that a mutant changes: `xǁClassǁmethod` and `x_function` as they are written."""
    module, _, changed = mutant.rpartition(".")
    mangled = changed.rpartition("__mutmut_")[0].removeprefix("x_")
    return ".".join([module, *(part for part in mangled.split("ǁ") if part != "x")])


def _difference(original: str, mutated: str) -> tuple[str, str]:
    """The lines that go, and the lines that come in their place."""
    lines = list(unified_diff(original.splitlines(), mutated.splitlines(), n=0))[2:]
    return tuple(
        "\n".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
    )
