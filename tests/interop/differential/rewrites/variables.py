"""Differences in policy variables."""

import re

from interop.differential.keys import is_multiple
from interop.differential.rewrites.walking import (
    Asked,
    Case,
    Statement,
    find_value,
    flat,
    rewrite_conditions,
    rewrite_statements,
)

_VARIABLE = re.compile(r"\$\{([^}',]+)(?:, *'([^']*)')?\}")
_ESCAPE = re.compile(r"\$\{([*?$])\}")
_BRACE = re.compile(r"'[^']*\}[^']*'\}")
_NOWHERE = "arn:aws:none::000000000000:none"


def break_variables_of_old_documents(case: Case) -> Case | None:
    """Before 2012-10-17 there are no variables: `${` is text, and as good as any text `$(`."""

    def visit(statement: Statement, document: dict, _: str) -> None:
        if not _has_variables(document):
            for element in ("Resource", "NotResource", "Condition"):
                if element in statement:
                    statement[element] = _broken(statement[element])

    return rewrite_statements(case, visit)


def replace_variables_without_value(case: Case) -> Case | None:
    """A value of a negated operator that has no value, said as one that nothing equals."""
    context = case["request"]["context"]

    def rewrite(asked: Asked, document: dict) -> Asked:
        if not _has_variables(document) or "Not" not in asked.operator:
            return asked
        values = (_NOWHERE if _lacks_value(each, context) else each for each in asked.values)
        return asked._replace(values=tuple(values))

    return rewrite_conditions(case, rewrite)


def replace_exceptions_without_value(case: Case) -> Case | None:
    """An entry of NotResource that has no value, said as a resource that nobody asks for."""
    context = case["request"]["context"]

    def visit(statement: Statement, document: dict, _: str) -> None:
        if "NotResource" in statement and _has_variables(document):
            values = flat(statement["NotResource"])
            found = [_NOWHERE if _lacks_value(each, context) else each for each in values]
            if found != values:
                statement["NotResource"] = found

    return rewrite_statements(case, visit)


def write_escapes_out(case: Case) -> Case | None:
    """`${*}`, `${?}` and `${$}` under operators without wildcards, said as the character."""

    def rewrite(asked: Asked, document: dict) -> Asked:
        if not _has_variables(document) or _is_wild(asked):
            return asked
        return asked._replace(values=tuple(_ESCAPE.sub(r"\1", each) for each in asked.values))

    return rewrite_conditions(case, rewrite)


def fill_variables_of_one_value(case: Case) -> Case | None:
    """The one value of a key that may have several, as a variable, said as that value."""
    context = case["request"]["context"]

    def rewrite(asked: Asked, document: dict) -> Asked:
        if not _has_variables(document):
            return asked

        def fill(variable: re.Match[str]) -> str:
            return (
                _fill(variable, context, wild=_is_wild(asked))
                if is_multiple(variable[1])
                else variable[0]
            )

        return asked._replace(values=tuple(_VARIABLE.sub(fill, each) for each in asked.values))

    return rewrite_conditions(case, rewrite)


def fill_variables_with_braces(case: Case) -> Case | None:
    """A variable whose default has a brace in it, said as the value that it stands for."""
    context = case["request"]["context"]

    def rewrite(asked: Asked, document: dict) -> Asked:
        if not _has_variables(document):
            return asked
        values = (
            _filled(each, context, wild=_is_wild(asked)) if _BRACE.search(each) else each
            for each in asked.values
        )
        return asked._replace(values=tuple(values))

    return rewrite_conditions(case, rewrite)


def fill_variables_of_whole_arns(case: Case) -> Case | None:
    """A variable for a whole ARN, said as the ARN that it stands for, or as none that exists."""
    context = case["request"]["context"]

    def fill(text: str) -> str:
        if _VARIABLE.fullmatch(text) is None:
            return text
        found = _filled(text, context)
        return found if found.startswith("arn:") else _NOWHERE

    def rewrite(asked: Asked, document: dict) -> Asked:
        if not _has_variables(document) or "Arn" not in asked.operator:
            return asked
        return asked._replace(values=tuple(fill(each) for each in asked.values))

    return rewrite_conditions(case, rewrite)


def fill_variables_of_resources(case: Case) -> Case | None:
    """Variables in resources whose name has no slash, said as the values that they stand for."""
    context = case["request"]["context"]

    def visit(statement: Statement, document: dict, _: str) -> None:
        for element in ("Resource", "NotResource"):
            if element in statement and _has_variables(document):
                values = flat(statement[element])
                found = [
                    each if "/" in _VARIABLE.sub("", each) else _filled(each, context)
                    for each in values
                ]
                if found != values:
                    statement[element] = found

    return rewrite_statements(case, visit)


def _is_wild(asked: Asked) -> bool:
    """Whether `*` and `?` mean something to the operator."""
    return "Like" in asked.operator or "Arn" in asked.operator


def _has_variables(document: dict) -> bool:
    return document.get("Version") == "2012-10-17"


def _lacks_value(text: str, context: dict) -> bool:
    return any(_find_text(found, context) is None for found in _VARIABLE.finditer(text))


def _find_text(variable: re.Match[str], context: dict) -> str | None:
    """What a variable stands for, if anything; for an escape, itself."""
    if variable[1] in {"*", "?", "$"}:
        return variable[0]
    values = flat(find_value(context, variable[1]) or [])
    return values[0] if len(values) == 1 and values[0] else variable[2]


def _filled(text: str, context: dict, *, wild: bool = True) -> str:
    return _VARIABLE.sub(lambda variable: _fill(variable, context, wild=wild), text)


def _fill(variable: re.Match[str], context: dict, *, wild: bool) -> str:
    """What stands in place of a variable; where wildcards mean something, their escapes."""
    found = _find_text(variable, context)
    if found is None or found == variable[0]:
        return variable[0]
    return re.sub(r"[*?$]", r"${\g<0>}", found) if wild else found


def _broken(node: object) -> object:
    if isinstance(node, dict):
        return {key: _broken(each) for key, each in node.items()}
    if isinstance(node, list):
        return [_broken(each) for each in node]
    return str(node).replace("${", "$(")
