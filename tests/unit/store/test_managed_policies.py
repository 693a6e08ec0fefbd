"""AWS's own managed policies, by ARN."""

import json
import os
from importlib.metadata import version
from urllib.parse import quote

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from rolebridge.iam import PolicyKind
from rolebridge.store.managed_policies import BUILT_IN, AWSManagedPolicies
from rolebridge.store.managed_policy_source import (
    LARGEST_FILE,
    ManagedPoliciesRefused,
    read_managed_policies,
)

PREFIX = "arn:aws:iam::aws:policy/"
DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"},
}
TEXT = json.dumps(DOCUMENT, separators=(",", ":"))
# What moto carries it took from AWS: the names of the policies are its keys.
REAL = json.loads(aws_managed_policies_data)


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def details(*policies):
    return {"UserDetailList": [], "Policies": list(policies), "IsTruncated": False}


def detail(arn, *versions):
    return {"PolicyName": arn.rpartition("/")[2], "Arn": arn, "PolicyVersionList": list(versions)}


def a_version(document, *, is_default=True):
    return {"Document": document, "VersionId": "v2", "IsDefaultVersion": is_default}


def faults(source):
    with pytest.raises(ManagedPoliciesRefused) as refusal:
        read_managed_policies(source)
    return refusal.value.faults


def fault(tmp_path, value):
    (told,) = faults(write(tmp_path / "policies.json", value))
    return told.removeprefix("policies.json: ")


# --- What is built in -----------------------------------------------------------------------------


def take_from_moto(name):
    real = REAL[name]
    return {
        "PolicyName": name,
        "Arn": f"arn:aws:iam::aws:policy{real['Path']}{name}",
        "UpdateDate": real["UpdateDate"],
        "PolicyVersionList": [
            {
                "Document": real["Document"],
                "VersionId": real["DefaultVersionId"],
                "IsDefaultVersion": True,
            }
        ],
    }


def test_what_is_built_in_is_what_the_maintained_package_has():
    """`ROLEBRIDGE_UPDATE_GOLDEN=1` takes it anew; the difference is what AWS has changed."""
    source = (
        f"Taken from moto {version('moto')} (Apache License 2.0), which takes it from AWS; "
        "tests/unit/store/test_managed_policies.py compares the two."
    )
    names = ("AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess")
    expected = {"Source": source, "Policies": [take_from_moto(name) for name in names]}
    text = json.dumps(expected, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("ROLEBRIDGE_UPDATE_GOLDEN"):
        BUILT_IN.write_text(text, encoding="utf-8")
    assert BUILT_IN.read_text(encoding="utf-8") == text


def test_a_few_are_built_in():
    policies = AWSManagedPolicies()
    assert set(policies.arns) == {
        PREFIX + name for name in ("AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess")
    }
    assert not policies.is_complete
    found = policies.find(PREFIX + "ReadOnlyAccess")
    assert found.kind is PolicyKind.MANAGED
    assert policies.find(PREFIX + "ReadOnlyAccess") is found
    assert policies.find(PREFIX + "SecurityAudit") is None


def test_every_policy_that_aws_has_can_be_read(tmp_path):
    file = write(
        tmp_path / "all.json",
        {f"{PREFIX[:-1]}{real['Path']}{name}": real["Document"] for name, real in REAL.items()},
    )
    policies = AWSManagedPolicies(file)
    assert len(policies.arns) == len(REAL) > 1000
    for arn in policies.arns:
        assert policies.find(arn).statements


# --- What a source may be -------------------------------------------------------------------------


def test_the_output_of_the_aws_cli(tmp_path):
    other = {"Version": "2012-10-17", "Statement": []}
    file = write(
        tmp_path / "out.json",
        details(
            detail(PREFIX + "A", a_version(other, is_default=False), a_version(DOCUMENT)),
            detail("arn:aws:iam::111122223333:policy/Mine", a_version(other)),
            detail("arn:aws-cn:iam::aws:policy/job-function/B", a_version(DOCUMENT)),
        ),
    )
    assert read_managed_policies(file) == {
        PREFIX + "A": TEXT,
        "arn:aws-cn:iam::aws:policy/job-function/B": TEXT,
    }


@pytest.mark.parametrize("document", [TEXT, quote(TEXT), DOCUMENT])
def test_a_document_is_an_object_or_its_text_encoded_or_not(tmp_path, document):
    file = write(tmp_path / "map.json", {PREFIX + "service-role/A": document})
    assert read_managed_policies(file) == {PREFIX + "service-role/A": TEXT}


def test_a_folder_holds_files_of_every_form(tmp_path):
    write(tmp_path / "more.json", {PREFIX + "A": DOCUMENT})
    write(tmp_path / "cli.json", details(detail(PREFIX + "B", a_version(DOCUMENT))))
    write(tmp_path / "service-role" / "C.json", DOCUMENT)
    write(tmp_path / "D.json", {"PolicyVersion": a_version(quote(TEXT))})
    write(tmp_path / "README.md", "not read")
    assert set(read_managed_policies(tmp_path)) == {
        PREFIX + name for name in ("A", "B", "service-role/C", "D")
    }


def test_the_same_policy_may_stand_in_two_files(tmp_path):
    write(tmp_path / "A.json", DOCUMENT)
    write(tmp_path / "b.json", {PREFIX + "A": TEXT})
    assert read_managed_policies(tmp_path) == {PREFIX + "A": TEXT}


def test_what_the_source_has_comes_before_what_is_built_in(tmp_path):
    file = write(tmp_path / "map.json", {PREFIX + "ReadOnlyAccess": DOCUMENT})
    policies = AWSManagedPolicies(file)
    assert policies.is_complete
    assert policies.find(PREFIX + "ReadOnlyAccess").text == TEXT
    assert policies.find(PREFIX + "AdministratorAccess") is not None
    assert policies.find(PREFIX + "SecurityAudit") is None


def test_nothing_is_read_before_it_is_asked_for(tmp_path):
    file = write(tmp_path / "map.json", "{")
    policies = AWSManagedPolicies(file)
    with pytest.raises(ManagedPoliciesRefused):
        policies.find(PREFIX + "ReadOnlyAccess")


# --- What is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("[]", "is not a JSON object"),
        ("{", "is not JSON (Expecting property name"),
        ("{}", "there is no policy of AWS in it"),
        ("[" * 100_000, "is not JSON ("),
        ('{"a": NaN}', "is not JSON (NaN)"),
        ('{"a": {"Effect": "Deny", "Effect": "Allow"}}', "has the key 'Effect' twice"),
        (DOCUMENT, "is one document, and nothing says of which policy"),
        ({"PolicyVersion": a_version(DOCUMENT)}, "is one document, and nothing says"),
        ({"ReadOnlyAccess": DOCUMENT}, "'ReadOnlyAccess' is not the ARN of a managed policy"),
        ({"arn:aws:iam::111122223333:policy/A": DOCUMENT}, "is not the ARN of a managed policy"),
        ({PREFIX: DOCUMENT}, "is not the ARN of a managed policy"),
        ({PREFIX + "A": [DOCUMENT]}, f"{PREFIX}A has no document"),
        ({"Policies": {}}, "Policies is not a list"),
        ({"Policies": [7]}, "Policies[0] has no Arn"),
        ({"Policies": [{"Arn": 7}]}, "Policies[0] has no Arn"),
        ({"Policies": [{"Arn": PREFIX + "A"}]}, "Policies[0] has no PolicyVersionList; `aws iam"),
        (details(detail(PREFIX + "A")), "Policies[0] has not one version"),
        (
            details(detail(PREFIX + "A", a_version(DOCUMENT), a_version(DOCUMENT))),
            "Policies[0] has not one version with IsDefaultVersion true",
        ),
        (details(detail(PREFIX + "A", a_version(None))), "Policies[0] has no document"),
        (details(detail("nonsense", a_version(DOCUMENT))), "'nonsense' is not the ARN"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path, value, told):
    assert told in fault(tmp_path, value)


def test_a_file_that_is_not_there_or_endless_is_refused(tmp_path):
    assert faults(tmp_path / "none.json") == (
        "none.json: cannot be read (No such file or directory)",
    )
    with (tmp_path / "large.json").open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)
    assert faults(tmp_path / "large.json") == ("large.json: is larger than 64 MiB",)


def test_every_faulty_file_of_a_folder_is_told(tmp_path):
    write(tmp_path / "A.json", DOCUMENT)
    write(tmp_path / "a1.json", {PREFIX + "A": DOCUMENT | {"Id": "another"}})
    write(tmp_path / "b.json", "[]")
    write(tmp_path / "c.json", {"PolicyVersion": a_version(DOCUMENT, is_default=False)})
    write(tmp_path / "d.json", {"PolicyVersion": 7})
    assert faults(tmp_path) == (
        f"a1.json: {PREFIX}A has another document in another file",
        "b.json: is not a JSON object",
        "c.json: PolicyVersion is not the default version of a policy",
        "d.json: PolicyVersion is not the default version of a policy",
    )


def test_an_empty_folder_is_refused(tmp_path):
    assert faults(tmp_path) == ("there is no policy of AWS in it",)


def test_of_many_faults_the_first_are_told_in_the_text(tmp_path):
    for number in range(30):
        write(tmp_path / f"{number:02}.json", "[]")
    with pytest.raises(ManagedPoliciesRefused) as refusal:
        read_managed_policies(tmp_path)
    lines = str(refusal.value).splitlines()
    assert lines[0] == f"AWS's managed policies cannot be read from {tmp_path}:"
    assert lines[1] == "  00.json: is not a JSON object"
    assert lines[-1] == "  and 10 more"
    assert len(lines) == 22


def test_a_document_that_is_none_is_told_with_its_policy_and_place(tmp_path):
    bad = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "x"}}
    policies = AWSManagedPolicies(write(tmp_path / "map.json", {PREFIX + "A": bad}))
    with pytest.raises(ManagedPoliciesRefused) as refusal:
        policies.find(PREFIX + "A")
    (told,) = refusal.value.faults
    assert told.startswith(f"{PREFIX}A: line 1, Statement")
