"""The models that are packed are the ones AWS publishes, and their patterns mean the same here."""

import os
import string
from pathlib import Path

import pytest

from rolebridge.access import model as packed
from rolebridge.access.model import Kind, Service, Shape, load_model
from support.service_models import VERSIONS, cut_down, write

MODELS = Path(packed.__file__).parent / "models"


@pytest.mark.parametrize("service", VERSIONS)
def test_the_packed_model_is_the_published_one(service):
    published = write(cut_down(service))
    file = MODELS / f"{service}.json"
    if os.environ.get("ROLEBRIDGE_UPDATE_GOLDEN"):
        file.write_text(published, "ascii")
    assert file.read_text("ascii") == published


@pytest.mark.parametrize("service", Service)
def test_every_operation_has_an_input(service):
    model = load_model(service)
    assert len(model.operations) > 10
    assert all(shape.kind is Kind.STRUCTURE for shape in model.operations.values())


def list_texts(shape):
    yield from ([shape] if shape.kind is Kind.STRING else [])
    for below in (*shape.members.values(), *filter(None, [shape.item])):
        yield from list_texts(below)


@pytest.mark.parametrize("service", Service)
def test_every_pattern_admits_something_and_refuses_something(service):
    """A pattern that was carried over wrongly admits everything or nothing."""
    samples = [*string.printable, "a1", "/", "/a/", "0" * 12, "v1", "aws-x", "x" * 64, "ab3"]
    samples += ["https://example.org/", "o-0123456789/r-0123/", "p-01234567", "\N{SNOWMAN}\0"]
    for root in load_model(service).operations.values():
        for shape in list_texts(root):
            if shape.pattern is not None:
                assert any(map(shape.has_pattern, samples)), shape.pattern
                assert not all(map(shape.has_pattern, samples)), shape.pattern


@pytest.mark.parametrize(
    ("text", "is_allowed"),
    [
        ("Ünit", True),
        ("日本", True),
        ("٣", True),
        ("a b", True),
        ("a\N{COMBINING ACUTE ACCENT}", False),
        ("a;b", False),
        ("a\n", False),
        ("", True),
        ("_.:/=+-@", True),
    ],
)
def test_tag_values_are_letters_blanks_and_numbers_of_any_script(text, is_allowed):
    tags = load_model(Service.STS).operations["AssumeRole"].members["Tags"]
    assert tags.item.members["Value"].has_pattern(text) is is_allowed


def test_word_characters_are_ascii():
    name = load_model(Service.STS).operations["AssumeRole"].members["RoleSessionName"]
    assert not name.has_pattern("bjørn")
    assert not Shape(Kind.STRING, pattern=r"[\d]+").has_pattern("٣")
