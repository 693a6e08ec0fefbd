"""Random Condition elements, leaning towards keys and values of the request."""

import json
import random

from interop.differential.keys import ARN, BINARY, MULTIPLE, QUANTIFIERS, STRING, type_of

Context = dict[str, object]


def random_conditions(rng: random.Random, keys: list[str], context: Context) -> Context:
    """One to three conditions over `keys`, some of which the request has and some it has not."""
    block: dict[str, dict[str, object]] = {}
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        present = [key for key in keys if key in context]
        key = rng.choice(present if present and rng.random() < 0.75 else keys)
        operator, value = _random_comparison(rng, key, context)
        block.setdefault(operator, {})[_spelled(rng, key)] = value
    return {_cased(rng, name): _without_doubles(asked) for name, asked in block.items()}


def _cased(rng: random.Random, operator: str) -> str:
    return operator if rng.random() < 0.95 else rng.choice((operator.lower(), operator.upper()))


def _random_comparison(rng: random.Random, key: str, context: Context) -> tuple[str, object]:
    if rng.random() < 0.08:
        return "Null", rng.choice(("true", "false"))
    kind = type_of(key)
    if kind is STRING and rng.random() < 0.04:
        kind = BINARY
    if kind is ARN and rng.random() < 0.15:
        kind = STRING
    operator = rng.choice(kind.operators)
    if rng.random() < (0.85 if key in MULTIPLE else 0.08):
        operator = rng.choice(QUANTIFIERS) + operator
    if rng.random() < 0.2:
        operator += "IfExists"
    return operator, _random_values(rng, kind.of_policies, context.get(key))


def _random_values(rng: random.Random, pool: tuple[str, ...], actual: object) -> object:
    choices = list(pool)
    given = actual if isinstance(actual, list) else [actual]
    choices += [value for value in given if isinstance(value, str) and value in pool] * 3
    values = list(dict.fromkeys(rng.sample(choices, rng.choice((1, 1, 1, 2, 3)))))
    if len(values) > 1 or rng.random() < 0.3:
        return values
    return _unquoted(values[0]) if rng.random() < 0.1 else values[0]


def _unquoted(value: str) -> object:
    """Booleans and numbers may stand without quotes."""
    return json.loads(value) if value in {"true", "false", "0", "5", "10", "10.5"} else value


def _spelled(rng: random.Random, key: str) -> str:
    return key if rng.random() < 0.8 else rng.choice((key.lower(), key.upper()))


def _without_doubles(asked: dict[str, object]) -> dict[str, object]:
    """Names of keys do not mind case, so a second spelling would be the same key twice."""
    by_name = {key.casefold(): (key, value) for key, value in asked.items()}
    return dict(by_name.values())
