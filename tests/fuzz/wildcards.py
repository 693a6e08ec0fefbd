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
