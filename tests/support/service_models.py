"""AWS's published service models, cut down to what the package keeps of them."""

import gzip
import json
from pathlib import Path

import botocore

DATA = Path(botocore.__file__).parent / "data"
VERSIONS = {"sts": "2011-06-15", "iam": "2010-05-08"}
KEPT = {"type": "type", "min": "low", "max": "high", "pattern": "pattern", "enum": "values"}


def read_published(service):
    """The whole model as botocore carries it."""
    path = DATA / service / VERSIONS[service] / "service-2.json.gz"
    return json.loads(gzip.decompress(path.read_bytes()))


def cut_down(service):
    """The inputs of all operations, without documentation."""
    published = read_published(service)
    operations = {
        name: operation.get("input", {}).get("shape")
        for name, operation in sorted(published["operations"].items())
    }
    shapes = {}
    for root in operations.values():
        if root is not None:
            _collect(published["shapes"], root, shapes)
    return {
        "version": published["metadata"]["apiVersion"],
        "namespace": published["metadata"]["xmlNamespace"],
        "operations": operations,
        "shapes": dict(sorted(shapes.items())),
    }


def write(model):
    """One shape a line, so that a change of AWS's reads well in a diff."""
    head = [f"{json.dumps(part)}: {json.dumps(model[part])}," for part in ("version", "namespace")]
    lines = ["{" + " ".join(head)]
    for part in ("operations", "shapes"):
        entries = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in model[part].items())
        lines.append(f'"{part}": {{\n{entries}\n}}' + ("," if part == "operations" else "}"))
    return "\n".join(lines) + "\n"


def _collect(published, name, found):
    if name in found:
        return
    raw = published[name]
    shape = found[name] = {ours: raw[theirs] for theirs, ours in KEPT.items() if theirs in raw}
    if raw.get("sensitive"):
        shape["is_secret"] = True
    if raw.get("required"):
        shape["required"] = raw["required"]
    below = {}
    if "members" in raw:
        below = shape["members"] = {k: v["shape"] for k, v in raw["members"].items()}
    if raw["type"] == "list":
        shape["item"] = raw["member"]["shape"]
        below = {"item": shape["item"]}
    for member in below.values():
        _collect(published, member, found)
