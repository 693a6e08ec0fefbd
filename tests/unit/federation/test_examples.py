from pathlib import Path

from rolebridge.directory.groups import resolve_memberships
from rolebridge.directory.mapping import collect_grants, evaluate_rules
from rolebridge.directory.people import Person
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.export.file import export_federation
from rolebridge.federation.files import FolderReader
from rolebridge.federation.parse import parse_federation

EXAMPLES = Path(__file__).parents[3] / "examples"
ORGANISATION = parse_federation(
    (EXAMPLES / "federation.yaml").read_text(encoding="utf-8"), read_file=FolderReader(EXAMPLES)
).organisation


def roles_of(username):
    (entry,) = [person for person in ORGANISATION.people if person.username == username]
    nesting = {group.name: group.member_of for group in ORGANISATION.groups}
    person = Person(
        "id",
        username,
        entry.display_name,
        attributes=entry.attributes,
        memberships=resolve_memberships(entry.groups, nesting),
    )
    results = evaluate_rules(person, ORGANISATION.mapping_rules, Configuration(1, ORGANISATION))
    return {(grant.account, grant.role_name, grant.rule) for grant in collect_grants(results)}


def test_the_example_gives_what_its_comments_say():
    assert roles_of("noor") == {
        ("123456789012", "Builder", "groups-that-name-account-and-role"),
        ("098765432109", "Viewer", "groups-that-name-account-and-role"),
        ("098765432109", "NightWatch", "night-watch"),
    }
    assert roles_of("søren") == {("098765432109", "Viewer", "auditors")}


def test_the_example_survives_an_export():
    assert parse_federation(export_federation(ORGANISATION)).organisation == ORGANISATION


def test_every_file_beside_the_example_is_used():
    text = (EXAMPLES / "federation.yaml").read_text(encoding="utf-8")
    for folder in ("policies", "metadata"):
        for path in (EXAMPLES / folder).iterdir():
            assert f"{{file: {folder}/{path.name}}}" in text
