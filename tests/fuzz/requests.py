"""Random requests: who asks, for what, on what, with which context."""

from random import Random

from fuzz.pools import (
    ACCOUNTS,
    ACTIONS,
    HOME,
    KEYS,
    MULTIPLE_KEYS,
    PROVIDERS,
    SERVICES,
    TEXTS,
    VALUES,
)

_ROLES = ("Admin", "team/Admin", "ReadOnly", "aws-service-role/x.amazonaws.com/Linked")

# What no request can be, and a little of what it just can.
_FAULTS = (
    {"action": "GetObject"},
    {"action": "s3:Get*"},
    {"action": "s3:"},
    {"action": ""},
    {"action": None},
    {"resource": None},
    {"resource": "arn:::::"},
    {"resource": "ARN:aws:s3:::bucket"},
    {"resourceAccount": "111122223333 "},
    {"resourceAccount": 111122223333},
    {"resourceAccount": None},
    {"context": {"": "x"}},
    {"context": {"aws:username": "alice", "AWS:username": "bob"}},
    {"context": {"aws:username": 5}},
    {"context": {"aws:TagKeys": ["a", None]}},
    {"context": []},
    {"context": None},
    {"region": "eu-west-1"},
)


def build_request(random: Random) -> dict:
    """One request, usually well formed."""
    trust = random.random() < 0.2
    service = "sts" if trust else random.choice(list(ACTIONS))
    account = random.choices(ACCOUNTS, (6, 3, 1))[0]
    request = {
        "principal": build_caller(random),
        "action": vary_case(random, random.choice(ACTIONS[service]), 0.15),
        "resource": _build_resource(random, "iam" if trust else service, account),
        "context": build_context(random),
    }
    if random.random() < 0.2:
        request["resourceAccount"] = random.choice(ACCOUNTS)
    if not request["context"] and random.random() < 0.5:
        del request["context"]
    return request


def build_caller(random: Random) -> object:
    """A caller of every kind, mostly of the home account."""
    account = HOME if random.random() < 0.75 else random.choice(ACCOUNTS)
    partition = "aws" if random.random() < 0.93 else "aws-cn"
    iam, sts = f"arn:{partition}:iam::{account}", f"arn:{partition}:sts::{account}"
    role = random.choice(_ROLES)
    kind = random.choices(
        ("session", "user", "role", "root", "federated", "provider", "service", "nobody", "bad"),
        (28, 22, 14, 8, 8, 8, 5, 4, 0.5),
    )[0]
    return {
        "session": f"{sts}:assumed-role/{role.rpartition('/')[2]}/{random.choice(('alice', 's1'))}",
        "user": f"{iam}:user/{random.choice(('alice', 'bob', 'team/alice', 'Alice'))}",
        "role": f"{iam}:role/{role}",
        "root": random.choice((f"{iam}:root", account)),
        "federated": f"{sts}:federated-user/{random.choice(('alice', 'bob'))}",
        "provider": random.choice(PROVIDERS),
        "service": random.choice(SERVICES),
        "nobody": {"type": "Anonymous"},
        "bad": random.choice(("nobody", "", "arn:aws:s3:::bucket", f"{iam}:group/g", 5, None)),
    }[kind]


def spoil_request(random: Random, request: dict) -> None:
    """Make it something that no request can be, or just can."""
    request.update(random.choice(_FAULTS))


def _build_resource(random: Random, service: str, account: str) -> str:
    partition = "aws" if random.random() < 0.95 else "aws-cn"
    name = random.choice(("alice", "bob", "a*", "Alice", "x:y", "a/b", "?"))
    if random.random() < 0.06:
        return "*"
    if random.random() < 0.005:
        return random.choice(("", "bucket", "arn:aws:s3", "arn:aws:s3::b"))
    return f"arn:{partition}:" + random.choice(
        {
            "s3": (f"s3:::bucket/{name}/x", "s3:::bucket", f"s3:::bucket/home/{name}"),
            "sqs": (f"sqs:eu-west-1:{account}:{name}-queue",),
            "sns": (f"sns:eu-west-1:{account}:topic", f"sns:us-east-1:{account}:topic:{name}:1"),
            "kms": (f"kms:eu-west-1:{account}:key/k-1", f"kms:eu-west-1:{account}:alias/k-1"),
            "ec2": (
                f"ec2:eu-west-1:{account}:instance/i-1",
                f"ec2:eu-west-1:{account}:security-group/sg",
            ),
        }.get(service, tuple(f"iam::{account}:role/{role}" for role in _ROLES))
        + ((f"iam::{account}:user/alice",) if service in {"iam", "sts"} else ())
    )


def build_context(random: Random) -> dict:
    """Some keys, each in one spelling, with values of their type or, seldom, of another."""
    keys = random.sample(list(KEYS), random.choice((0, 2, 4, 6, 9)))
    return {vary_case(random, key, 0.15): build_values(random, key) for key in keys}


def build_values(random: Random, key: str) -> object:
    """What the context holds under a key: text, or a list of any length."""
    pool = VALUES[KEYS[key]] if random.random() < 0.93 else random.choice(list(VALUES.values()))
    # The first values of a pool are plain and come up more often, so that policies can agree.
    few = pool[:4] if random.random() < 0.5 else pool
    several = random.random() < (0.75 if key in MULTIPLE_KEYS else 0.04)
    if several:
        count = random.choice((0, 1, 1, 2, 2, 3))
        return [random.choice(few) for _ in range(count)]
    if random.random() < 0.03:
        return random.choice(("", [""], ["", ""], ["", random.choice(TEXTS)]))
    return random.choice(few)


def vary_case(random: Random, text: str, chance: float) -> str:
    """The text, or seldom the same with other letter case."""
    if random.random() >= chance:
        return text
    return random.choice((text.lower(), text.upper(), text.swapcase(), text.title()))
