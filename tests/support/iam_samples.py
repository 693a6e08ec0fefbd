"""Values that parameters of IAM may have, found by the model, and values that they may not."""

from rolebridge.access.model import Kind, Service, load_model

OPERATIONS = load_model(Service.IAM).operations
# The first one that a type allows is taken.
_TEXTS = (
    "arn:aws:iam::111122223333:user/sample",
    "sample",
    "/sample/",
    "v1",
    "123456",
    "sample-sample-sample-sample",
    "SAMPLESAMPLESAMPLESAMPLE",
    "a" * 40,
    "https://issuer.example",
    "x" * 1000,
    "p-12345678",
)
# Bodies of most operations are no longer than this.
LONGEST = 60_000


def build_sample(shape):
    """The fields below a parameter, as pairs of what follows its name and the value."""
    if shape.kind is Kind.STRUCTURE:
        return [
            (f".{name}{rest}", value)
            for name, member in shape.members.items()
            if name in (shape.required or list(shape.members)[:1])
            for rest, value in build_sample(member)
        ]
    if shape.kind is Kind.LIST:
        return [(f".member.1{rest}", value) for rest, value in build_sample(shape.item)]
    if shape.kind is Kind.INTEGER:
        return [("", str(shape.low or 1))]
    return [("", "true" if shape.kind is Kind.BOOLEAN else find_text(shape))]


def build_call(action, *names):
    """The fields of a call that the model allows: what is required, and these."""
    shape = OPERATIONS[action]
    fields = {"Action": action, "Version": "2010-05-08"}
    for name, member in shape.members.items():
        if name in shape.required or name in names:
            fields |= {f"{name}{rest}": value for rest, value in build_sample(member)}
    return fields


def find_text(shape):
    """A text that the type allows."""
    if shape.values:
        return shape.values[0]
    return next(text for text in _TEXTS if is_allowed(shape, text))


def is_allowed(shape, text):
    """Whether the model has nothing against a text."""
    if shape.values and text not in shape.values:
        return False
    is_short = shape.high is None or len(text) <= shape.high
    return is_short and len(text) >= (shape.low or 0) and shape.has_pattern(text)


def list_scalars(action):
    """Every text, number and flag of an operation: the parameter, the field, its type."""
    for name, member in OPERATIONS[action].members.items():
        for rest, shape in _list_below(member):
            yield name, f"{name}{rest}", shape


def _list_below(shape):
    if shape.kind is Kind.STRUCTURE:
        for name, member in shape.members.items():
            for rest, below in _list_below(member):
                yield f".{name}{rest}", below
    elif shape.kind is Kind.LIST:
        for rest, below in _list_below(shape.item):
            yield f".member.1{rest}", below
    elif shape.kind is not Kind.MAP:
        yield "", shape


def list_wrong_texts(shape):
    """Texts that the type does not allow, each with the rule it breaks, as AWS words it."""
    candidates = ["", "\N{SNOWMAN}", "Gr\N{LATIN SMALL LETTER O WITH DIAERESIS}\N{SNOWMAN}", "<>|"]
    if shape.high is not None and shape.high < LONGEST:
        candidates.append("a" * (shape.high + 1))
    if shape.low is not None and shape.low > 1:
        candidates.append("a" * (shape.low - 1))
    return [text for text in candidates if not is_allowed(shape, text)]
