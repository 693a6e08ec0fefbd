"""Random cases about one pattern: few letters, many wildcards, so that near misses are common."""

from random import Random

from fuzz.patterns import build_variable
from fuzz.pools import HOME


def build_for_pattern(random: Random) -> tuple[dict, dict]:
    """A user at home with one pattern, in the place of an action, a resource or a condition."""
    long = random.random() < 0.03
    text = _build_text(random, "ab/", random.choice((400, 900)) if long else 14)
    context = {"k:Text": text, "k:Other": random.choice(("a", "*", "b*", "?", "ab", "", "a:b"))}
    pattern = _build_pattern(random, text, context)
    statement: dict = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    request = {
        "principal": f"arn:aws:iam::{HOME}:user/alice",
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::bucket",
        "context": context,
    }
    if random.random() < 0.35:
        condition = _build_for_several(random, text, context)
        document = {"Version": "2012-10-17", "Statement": {**statement, "Condition": condition}}
        return request, {"identity": [document]}
    place = random.choice(("action", "Resource", "NotResource", "StringLike", "ArnLike"))
    if place == "action":
        name = "".join(char for char in text if char != "/")[:200]
        request["action"] = "s3:" + (name or "a")
        near = "".join(char for char in pattern if char not in "/:$ {}'.,")
        statement["Action"] = "s3:" + (near or "?")
    elif place == "StringLike":
        statement["Condition"] = {place: {"k:Text": pattern}}
    elif place == "ArnLike":
        context["k:Arn"] = _build_arn(random, text)
        statement["Condition"] = {place: {"k:Arn": _build_arn(random, pattern)}}
    else:
        request["resource"] = _build_arn(random, text)
        del statement["Resource"]
        statement[place] = _build_arn(random, pattern)
    document = {"Version": "2012-10-17", "Statement": statement}
    return request, {"identity": [document]}


def _build_for_several(random: Random, text: str, context: dict) -> dict:
    """Several values under a set operator, and several patterns that are near some of them."""
    letters = random.choice(("ab", "ab/", "a\0", "a\ud800", "ab\U0001f600", "a:"))
    values = [text, *(_build_text(random, letters, 8) for _ in range(random.randint(0, 5)))]
    values += random.choices((*values, "", "b", "arn"), k=random.choice((0, 0, 1)))
    patterns = [
        random.choice(("*", "**", "?*", "a*"))
        if random.random() < 0.15
        else _build_pattern(random, random.choice(values), context)
        for _ in range(random.choice((1, 1, 2, 3, 6)))
    ]
    operator = random.choice(("StringLike", "StringNotLike", "StringEquals", "StringNotEquals"))
    if random.random() < 0.5:
        operator = random.choice(("ArnLike", "ArnNotLike", "ArnEquals"))
        values = [_build_arn(random, value) for value in values]
        patterns = [_build_arn_pattern(random, pattern, values) for pattern in patterns]
    # No document holds these characters, but a value may.
    patterns = [pattern.replace("\0", "?").replace("\ud800", "?") for pattern in patterns]
    context["k:Several"] = values
    name = random.choice(("ForAllValues:", "ForAnyValue:")) + operator
    return {name: {"k:Several": patterns}}


def _build_arn_pattern(random: Random, last: str, values: list[str]) -> str:
    """Six segments with wildcards in any of them; seldom less, with a variable for the rest."""
    if random.random() < 0.1:
        return random.choice(("*", "${k:Text}", "arn:aws:${k:Other}", "*:*:*:*:*:*"))
    parts = random.choice(values).split(":", 5)
    for at in range(5):
        if random.random() < 0.3:
            parts[at] = random.choice(("*", "?*", "*a*", f"{parts[at][:2]}*", "a??", "", "arn"))
    return ":".join([*parts[:5], random.choice((last, parts[5], "*"))])


def _build_text(random: Random, letters: str, longest: int) -> str:
    return "".join(random.choices(letters, k=random.randint(longest // 4, longest)))


def _build_arn(random: Random, last: str) -> str:
    account = random.choice((HOME, HOME, "", "*", "1111????3333", f"{HOME[:-1]}*"))
    return f"arn:aws:s3::{account}:{last}"


def _build_pattern(random: Random, text: str, context: dict) -> str:
    """Pieces of the text with wildcards and variables for what is between them; seldom a change."""
    pattern, at = "", 0
    while at < len(text):
        kept = random.choice((1, 2, 3, 5, 60))
        pattern += text[at : at + kept]
        at += kept
        chance = random.random()
        if chance < 0.45:
            pattern += random.choice(("*", "*", "**", "*?", "?*"))
            at += random.choice((0, 1, 2, 4, 30))
        elif chance < 0.7:
            pattern += "?"
            at += 1
        elif chance < 0.75:
            pattern += build_variable(random, context)
    if random.random() < 0.3:
        at = random.randint(0, len(pattern))
        if "$" not in pattern:
            pattern = pattern[:at] + random.choice("ab/?") + pattern[at:]
    return pattern
