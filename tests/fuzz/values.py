"""Random cases about two typed values that are one, or nearly so, in different spellings."""

import base64
import re
from datetime import UTC, datetime, timedelta, timezone
from random import Random

from fuzz.pools import HOME

_LAST = 253402300799  # The last second of the year 9999.


def build_for_value(random: Random) -> tuple[dict, dict]:
    """A user at home with one condition, on a value that the policy spells in its own way."""
    build, names = random.choice(_TYPES)
    name, wanted, given = random.choice(names), *build(random)
    if random.random() < 0.4:
        # Several values on both sides, of which some go together.
        pairs = [(wanted, given), *(build(random) for _ in range(random.randint(0, 4)))]
        wanted = [wanted for wanted, _ in random.sample(pairs, random.randint(1, len(pairs)))]
        given = [given for _, given in random.choices(pairs, k=random.randint(1, 5))]
        name = random.choice(("ForAllValues:", "ForAnyValue:")) + name
    condition = {name: {"k:K": wanted}}
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}
    request = {
        "principal": f"arn:aws:iam::{HOME}:user/alice",
        "action": "s3:GetObject",
        "resource": "*",
        "context": {"k:K": given},
    }
    return request, {"identity": [{"Version": "2012-10-17", "Statement": statement}]}


def _build_dates(random: Random) -> tuple[str, str]:
    # The first of March of 1900, 2000 and 2100 among them.
    fixed = (0, -2203891200, 951868800, 4107542400, 1795428000)
    start = random.choice((*fixed, random.randint(-62135596800, _LAST)))
    # Around the ends of days, months, February and centuries.
    start += random.choice((0, 0, 86399, -1, 31 * 86400, 365 * 86400, -30 * 86400))
    other = start + random.choice((0, 0, 0, 1, -1, 60, -60, 3600, 86400))
    given = _spell_instant(random, other)
    if random.random() < 0.1:
        # Another number in one of the fields, which may be one too many.
        number = random.choice(("00", "12", "13", "23", "24", "29", "30", "31", "59", "60"))
        fields = list(re.finditer("(?<=[-T:+])[0-9]{2}", given))
        if fields:
            at = random.choice(fields).start()
            given = given[:at] + number + given[at + 2 :]
    return _spell_instant(random, max(start, 0)), _spoil(random, given)


def _spell_instant(random: Random, seconds: int) -> str:
    seconds = min(max(seconds, -62135510400), _LAST - 86400)
    if random.random() < 0.25:
        # A thousand to ten thousand would be a year, and nothing is before the epoch.
        return str(seconds) if seconds > 9999 else "0"
    offset = random.choice((0, 0, 60, -60, 330, -270, 1439, -1439, 1))
    zone = timezone(timedelta(minutes=offset))
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    local = instant.astimezone(zone)
    day = f"{local.year:04}-{local.month:02}-{local.day:02}"
    if not offset and not seconds % 86400 and random.random() < 0.5:
        return day.removesuffix("-01-01") if random.random() < 0.5 else day.removesuffix("-01")
    time = f"{local.hour:02}:{local.minute:02}"
    if seconds % 60 or random.random() < 0.7:
        time += f":{local.second:02}" + random.choice(("", "", ".0", ".5", ".50", ".999999999"))
    sign = "-" if offset < 0 else "+"
    shown = f"{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
    return f"{day}T{time}{'Z' if not offset and random.random() < 0.7 else shown}"


def _build_numbers(random: Random) -> tuple[str, str]:
    whole, places = random.choice((0, 1, 9, 10, 10**18, 10**40)), random.choice((0, 1, 2, 40))
    near = whole * 10**places + random.choice((0, 0, 0, 1, -1))
    return _spell_number(random, whole, 0), _spoil(random, _spell_number(random, near, places))


def _spell_number(random: Random, digits: int, places: int) -> str:
    text = str(abs(digits)).rjust(places + 1, "0")
    if places:
        text = f"{text[:-places]}.{text[-places:]}"
    if random.random() < 0.3:
        text = f"{text}0" if places else f"{text}.0"
    sign = "-" if digits < 0 else random.choice(("", "", "", "+", "-"))
    return sign + random.choice(("", "", "0")) + text


def _build_addresses(random: Random) -> tuple[str, str]:
    size = random.choice((32, 128))
    bits = random.getrandbits(size) & random.getrandbits(size)
    if size == 128 and random.random() < 0.5:
        # Groups of zeros, which `::` may stand for.
        for group in random.sample(range(8), random.randint(1, 8)):
            bits &= ~(0xFFFF << group * 16)
    length = random.choice((0, 1, size // 2, size - 1, size, random.randint(0, size)))
    other = bits ^ (1 << random.randint(0, size - 1)) if random.random() < 0.6 else bits
    network = _spell_address(random, bits, size)
    if length < size or random.random() < 0.5:
        network += f"/{length}"
    return network, _spoil(random, _spell_address(random, other, size))


def _spell_address(random: Random, bits: int, size: int) -> str:
    if size == 32:
        return ".".join(str(bits >> shift & 255) for shift in (24, 16, 8, 0))
    groups = [f"{bits >> shift & 0xFFFF:x}" for shift in range(112, -16, -16)]
    groups = [random.choice((group, group.upper(), group.rjust(4, "0"))) for group in groups]
    if random.random() < 0.3:
        tail = _spell_address(random, bits & 0xFFFFFFFF, 32)
        groups = [*groups[:6], tail]
    runs = [
        (start, end)
        for start in range(len(groups))
        for end in range(start + 1, len(groups) + 1)
        if all(group.strip("0") == "" for group in groups[start:end])
    ]
    if not runs or random.random() < 0.3:
        return ":".join(groups)
    start, end = random.choice(runs)
    return ":".join(groups[:start]) + "::" + ":".join(groups[end:])


def _build_binaries(random: Random) -> tuple[str, str]:
    data = random.randbytes(random.randint(0, 7))
    wanted = base64.b64encode(data).decode()
    other = data if random.random() < 0.6 else data[:-1] + random.randbytes(1)
    given = base64.b64encode(other).decode()
    if given.endswith("=") and random.random() < 0.4:
        # The bits that no byte takes up.
        body, padding = given.rstrip("="), given.count("=")
        spare = _ALPHABET[_ALPHABET.index(body[-1]) | random.choice((1, 2, 3, 4, 8, 15))]
        given = body[:-1] + spare + "=" * padding
    return wanted, _spoil(random, given)


_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def _build_booleans(random: Random) -> tuple[str, str]:
    words = ("true", "false", "True", "FALSE", "tRue")
    return random.choice(words), _spoil(random, random.choice(words))


def _spoil(random: Random, text: str) -> str:
    """Seldom one character more, less or changed, which may leave no value at all."""
    if random.random() < 0.8:
        return text
    at, end = random.randint(0, len(text)), random.randint(0, 1)
    return text[:at] + random.choice(("", "", *"0159:.-=TZ/ ")) + text[at + end :]


_ORDERS = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
_TYPES = (
    (_build_dates, [f"Date{order}" for order in _ORDERS]),
    (_build_numbers, [f"Numeric{order}" for order in _ORDERS]),
    (_build_addresses, ["IpAddress", "NotIpAddress"]),
    (_build_binaries, ["BinaryEquals"]),
    (_build_booleans, ["Bool"]),
)
