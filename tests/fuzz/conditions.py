"""Random Condition blocks that look at the request."""

from random import Random

from fuzz.patterns import build_near, build_variable
from fuzz.pools import ARN_PATTERNS, KEYS, NETWORKS, VALUES
from fuzz.requests import build_values, vary_case

_ORDERS = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
# Each operator with the type of value that it reads.
OPERATORS = {
    "StringEquals": "text",
    "StringNotEquals": "text",
    "StringEqualsIgnoreCase": "text",
    "StringNotEqualsIgnoreCase": "text",
    "StringLike": "text",
    "StringNotLike": "text",
    **{f"Numeric{order}": "number" for order in _ORDERS},
    **{f"Date{order}": "date" for order in _ORDERS},
    "Bool": "boolean",
    "BinaryEquals": "binary",
    "IpAddress": "address",
    "NotIpAddress": "address",
    "ArnEquals": "arn",
    "ArnLike": "arn",
    "ArnNotEquals": "arn",
    "ArnNotLike": "arn",
    "Null": "presence",
}
_GOOD = {
    "number": (
        "0",
        "1",
        "10",
        "10.0",
        "010",
        "-1",
        "-0",
        "0.1",
        "9.99",
        "1795428000",
        "2026",
        "-10.5",
    ),
    "date": (
        *(
            "2026",
            "2026-11",
            "2026-11-23",
            "2026-11-23T10:00Z",
            "2026-11-23T10:00:00Z",
            "1795428000",
        ),
        *("2026-11-23T10:00:00.5Z", "2026-11-23T11:00:00+01:00", "0", "2024-02-29", "1970", "-1"),
    ),
    "boolean": ("true", "false", "True", "FALSE"),
    "binary": ("QQ==", "QUI=", "QUJD", "AA==", "//4=", "QR==", ""),
    "address": NETWORKS,
    "arn": ARN_PATTERNS,
    "presence": ("true", "false", "True", "FALSE"),
}


_WEIGHTS = {"text": 3, "arn": 2, "presence": 2}


def choose_operator(random: Random) -> tuple[str, str]:
    """An operator without its modifiers, and the type that it reads. Patterns come up more often."""
    return random.choices(
        list(OPERATORS.items()), [_WEIGHTS.get(kind, 1) for kind in OPERATORS.values()]
    )[0]


def build_conditions(random: Random, context: dict) -> dict:
    """A block of one to three operators of one or two keys each."""
    block: dict = {}
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        name, kind = choose_operator(random)
        keys = {}
        for _ in range(random.choice((1, 1, 1, 2))):
            key = _choose_key(random, kind, context)
            keys[vary_case(random, key, 0.15)] = _build_values(random, name, kind, key, context)
        block[_build_operator(random, name)] = keys
    return block


def build_condition(random: Random, context: dict) -> dict:
    """One operator with one key, which the context has, most often: it is put there."""
    name, kind = choose_operator(random)
    key = _choose_key(random, kind, context)
    known = {spelled.lower() for spelled in context}
    if key in KEYS and key.lower() not in known and random.random() < 0.85:
        context[key] = build_values(random, key)
    values = _build_values(random, name, kind, key, context)
    return {_build_operator(random, name): {vary_case(random, key, 0.15): values}}


def _build_operator(random: Random, name: str) -> str:
    if name != "Null":
        name = random.choices(("", "ForAllValues:", "ForAnyValue:"), (6, 3, 3))[0] + name
        name += "IfExists" if random.random() < 0.25 else ""
    return vary_case(random, name, 0.1)


def _choose_key(random: Random, kind: str, context: dict) -> str:
    """A key of the operator's type, in the context or not; seldom any key at all."""
    if kind == "presence" or random.random() < 0.08:
        return random.choice([*context, *KEYS, "missing:Key"])
    typed = [key for key, of in KEYS.items() if of == kind]
    known = {key.lower() for key in context}
    present = [key for key in typed if key.lower() in known]
    return random.choice(present) if present and random.random() < 0.75 else random.choice(typed)


def _build_values(random: Random, name: str, kind: str, key: str, context: dict) -> object:
    given = {spelled.lower(): values for spelled, values in context.items()}.get(key.lower(), [])
    given = [given] if isinstance(given, str) else given
    count = random.choice((1, 1, 1, 2, 3, 0) if random.random() < 0.3 else (1, 2))
    values = [_build_value(random, name, kind, given, context) for _ in range(count)]
    values = [_unquote(random, value) for value in values]
    return values[0] if count == 1 and random.random() < 0.6 else values


def _build_value(random: Random, name: str, kind: str, given: list, context: dict) -> str:
    value = random.choice(given) if given and random.random() < 0.6 else None
    if kind == "text":
        return _build_text(random, name, value, context)
    if kind == "arn":
        return _build_arn(random, value, context)
    if kind == "boolean" and random.random() < 0.1:
        return build_variable(random, context)
    # What stands in the request may be no value of the type: then the document is refused.
    if (
        value is not None
        and kind != "presence"
        and random.random() < (0.9 if value in _GOOD[kind] else 0.02)
    ):
        return value
    return random.choice(_GOOD[kind])


def _build_text(random: Random, name: str, value: str | None, context: dict) -> str:
    text = value if value is not None else random.choice(VALUES["text"])
    chance = random.random()
    if chance < (0.7 if "Like" in name else 0.3):
        text = build_near(random, text, context)
    elif chance > (0.85 if "Like" in name else 0.6):
        text = vary_case(random, text, 1)
    # An unfinished variable has the document refused; that is wanted, but not often.
    if text.count("${") > text.count("}") and random.random() < 0.9:
        return text.replace("${", "$")
    return text


def _build_arn(random: Random, value: str | None, context: dict) -> str:
    if value is None or value.count(":") < 5:
        return random.choice(ARN_PATTERNS)
    head, tail = value.rsplit(":", 1)
    near = f"{head}:{build_near(random, tail, context)}"
    return near if random.random() < 0.8 else near.replace("eu-west-1", "*").replace("aws", "a*")


def _unquote(random: Random, text: str) -> object:
    """Integers and booleans may stand without quotes."""
    if random.random() < 0.2:
        if text in {"true", "false"}:
            return text == "true"
        if text.isascii() and text.isdigit() and str(int(text)) == text:
            return int(text)
    return text
