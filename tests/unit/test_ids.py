import pytest

from rolebridge.ids import account_of_aws_id, new_aws_id, new_uuid, new_xml_id


@pytest.mark.parametrize("account", ["111122223333", "000000000001", "999999999999"])
@pytest.mark.parametrize(("prefix", "length"), [("ASIA", 20), ("AKIA", 20), ("AROA", 21)])
def test_an_aws_id_embeds_its_account(ids, account, prefix, length):
    identifier = new_aws_id(prefix, account, ids)
    assert identifier.startswith(prefix)
    assert len(identifier) == length
    assert account_of_aws_id(identifier) == account


@pytest.mark.parametrize(
    "identifier", ["ASIAIOSFODNN7EXAMPLE", "ASIA", "", "ASIAé" + "A" * 15, "ASIA11111111"]
)
def test_an_id_without_account_gives_none(identifier):
    assert account_of_aws_id(identifier) is None


def test_ids_differ_from_call_to_call(ids):
    assert len({new_xml_id(ids) for _ in range(50)} | {new_uuid(ids) for _ in range(50)}) == 100
