"""The verb `explain`: what it reads, what it prints, and its exit status."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from rolebridge.cli import rolebridge
from rolebridge.lab.policy_cases import LONGEST_LINE
from support.questions import OBJECT, USER, allow, deny, document

EXAMPLES = Path(__file__).parents[3] / "examples" / "explain"
REQUEST = {"principal": USER, "action": "s3:GetObject", "resource": OBJECT, "context": {}}
NEARLY = allow(Sid="Read", Action="s3:*", Resource=OBJECT.replace("2026", "2025"))


@pytest.fixture
def write(tmp_path):
    """Write a file and give its path."""

    def write(name, content):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    return write


def run(*arguments, **options):
    return CliRunner().invoke(rolebridge, ["explain", *arguments], **options)


def case(number, *statements):
    policies = {"identity": [document(*statements)]} if statements else {}
    return json.dumps({"id": number, "request": REQUEST, "policies": policies})


@pytest.mark.parametrize(("statement", "status"), [(allow(), 0), (NEARLY, 1), (deny(), 1)])
def test_the_exit_status_is_the_verdict(write, statement, status):
    policy, request = write("policy.json", document(statement)), write("request.json", REQUEST)

    assert run("--policy", policy, "--request", request).exit_code == status
    assert run("--policy", policy, "--request", request, "--json").exit_code == status


def test_the_sentence_comes_first_and_then_the_tree(write):
    policy = write("policy.json", document(NEARLY, indent=2))

    answer = run("--policy", policy, "--request", write("request.json", REQUEST))

    assert answer.output.splitlines()[0] == (
        f"User: {USER} is not authorized to perform: s3:GetObject on resource: {OBJECT} "
        "because no identity-based policy allows the s3:GetObject action"
    )
    assert answer.output.splitlines()[-1] == (
        f"    Allow statement 1 (Read), line 4: Resource is {OBJECT}, not {NEARLY['Resource']}"
    )


def test_the_same_as_json(write):
    policy, request = write("policy.json", document(NEARLY)), write("request.json", REQUEST)

    answer = json.loads(run("--policy", policy, "--request", request, "--json").output)

    assert (answer["verdict"], answer["deciding_layer"]) == ("ImplicitlyDenied", "identity")
    (statement,) = answer["explanation"]["actions"][0]["layers"][0]["statements"]
    assert (statement["sid"], statement["failedElement"]) == ("Read", "Resource")


def test_one_of_the_files_may_be_standard_input(write):
    policy, request = write("policy.json", document(allow())), write("request.json", REQUEST)

    assert run("--policy", policy, "--request", "-", input=json.dumps(REQUEST)).exit_code == 0
    assert run("--policy", "-", "--request", request, input=document(deny())).exit_code == 1


def test_a_file_that_cannot_be_used_is_misuse_and_says_why(write):
    policy = write("policy.json", document(allow(Effect="allow"), indent=2))
    files = ("--policy", policy, "--request", write("request.json", REQUEST))

    plain, as_json = run(*files), run(*files, "--json")

    assert (plain.exit_code, plain.stdout) == (2, "")
    assert plain.stderr.startswith(
        'rolebridge: policies.identity[0]: line 5, Statement[0].Effect: "Allow" or "Deny", exactly'
    )
    assert as_json.exit_code == 2
    assert json.loads(as_json.stdout)["verdict"] == "Error"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--policy", "FILE"),
        ("--request", "FILE"),
        ("--policy", "FILE", "--request", "FILE", "--explain"),
        ("--cases", "FILE", "--json"),
        ("--cases", "FILE", "--policy", "FILE"),
        ("--policy", "-", "--request", "-"),
        ("--policy", "FILE", "--request", "no such file"),
    ],
)
def test_other_ways_of_asking_are_misuse(write, arguments):
    path = write("file.json", document(allow()))

    answer = run(*(path if word == "FILE" else word for word in arguments))

    assert answer.exit_code == 2
    assert "Error: " in answer.stderr


def test_each_case_gets_one_line_and_a_bad_one_is_no_failure_of_the_verb(write):
    lines = [case("a", allow()), "rubbish", "", case("b"), case("c", deny())]

    answer = run("--cases", write("cases.jsonl", "\n".join(lines)))

    assert answer.exit_code == 0
    verdicts = [json.loads(line) for line in answer.output.splitlines()]
    assert [(v["id"], v["verdict"], v["deciding_layer"]) for v in verdicts] == [
        ("a", "Allowed", "identity"),
        (None, "Error", None),
        ("b", "ImplicitlyDenied", "identity"),
        ("c", "ExplicitlyDenied", "identity"),
    ]
    assert all(set(v) == {"id", "verdict", "deciding_layer"} for v in verdicts if v["id"])


def test_the_tree_can_be_had_for_every_case():
    answer = run("--cases", "-", "--explain", input=f"{case('a', allow())}\n{case('b')}\n")

    trees = [json.loads(line)["explanation"] for line in answer.output.splitlines()]
    assert [tree["outcome"] for tree in trees] == ["Allowed", "ImplicitlyDenied"]


def test_a_line_without_end_is_one_error_and_the_next_one_is_read(tmp_path):
    path = tmp_path / "cases.jsonl"
    with path.open("wb") as file:
        file.write(b'"' + b"x" * (2 * LONGEST_LINE) + b'"\n')
        file.write(case("b", allow()).encode())

    verdicts = [json.loads(line) for line in run("--cases", str(path)).output.splitlines()]

    assert [v["verdict"] for v in verdicts] == ["Error", "Allowed"]
    assert "longer than" in verdicts[0]["error"]


def test_what_a_policy_says_does_not_steer_the_terminal(write):
    condition = {"StringEquals": {"a:b": "\x1b[31mred\u009b2J"}}
    policy = write("policy.json", document(allow(Condition=condition)))

    answer = run("--policy", policy, "--request", write("request.json", REQUEST))

    assert "\\x1b[31mred\\x9b2J" in answer.output
    assert all(line.isprintable() for line in answer.output.splitlines())


def test_nothing_of_a_server_is_loaded_and_no_home_is_needed(write, tmp_path):
    program = (
        "import sys\n"
        "from rolebridge.cli import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "    print(sorted(loaded & {'flask', 'sqlalchemy', 'lxml', 'saml2', 'cryptography'}))\n"
    )
    policy, request = write("policy.json", document(allow())), write("request.json", REQUEST)
    arguments = ["explain", "--policy", policy, "--request", request]

    answer = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={"HOME": str(tmp_path / "nowhere")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert answer.returncode == 0
    assert answer.stdout.splitlines()[-1] == "[]"


def test_the_examples_show_a_near_miss_and_every_kind_of_verdict():
    files = ("--policy", str(EXAMPLES / "policy.json"), "--request", str(EXAMPLES / "request.json"))

    near_miss = run(*files)
    cases = run("--cases", str(EXAMPLES / "cases.jsonl"), "--explain")

    assert near_miss.exit_code == 1
    assert "differ in case only" in near_miss.output
    verdicts = [json.loads(line) for line in cases.output.splitlines()]
    assert [(v["verdict"], v["deciding_layer"]) for v in verdicts] == [
        ("Allowed", "trust"),
        ("ImplicitlyDenied", "trust"),
        ("Allowed", "identity"),
        ("ExplicitlyDenied", "scp"),
        ("ImplicitlyDenied", "resource"),
    ]
    assert verdicts[1]["explanation"]["nearMisses"][0]["code"] == "tag_session_missing"
