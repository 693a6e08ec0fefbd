"""The bench measures what it says it does. Its figures are for people: no time is asserted here."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from click.testing import CliRunner

from rolebridge.bench import load, measure
from rolebridge.bench.load import UnexpectedAnswer, build_request, measure_rate
from rolebridge.bench.policy_cases import build_cases, build_hostile_cases, build_sign_in_case
from rolebridge.cli import rolebridge
from rolebridge.lab.policy_cases import judge_case


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bodies: ClassVar[list[bytes]] = []

    def do_POST(self):
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        body = b"x" * 100_000
        self.send_response(200 if self.path == "/good" else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def port():
    Answering.bodies = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_every_request_is_sent_and_every_answer_read_to_its_end(port):
    request = build_request("POST", "/good", {"Host": "localhost"}, b"body")
    assert measure_rate(port, request, requests=20, connections=4) > 0
    assert Answering.bodies == [b"body"] * 20


def test_an_answer_of_another_kind_ends_the_measurement(port):
    request = build_request("POST", "/bad", {"Host": "localhost"}, b"body")
    with pytest.raises(UnexpectedAnswer):
        measure_rate(port, request, requests=4, connections=2)


def test_only_this_machine_is_ever_loaded():
    with pytest.raises(UnexpectedAnswer, match="loopback"):
        load.send_many("192.0.2.1", 80, build_request("GET", "/", {}), 1)


def test_a_row_holds_on_the_right_side_of_its_bound():
    assert measure.at_most("cost", 3.0, 1.0, "floor", 4).holds
    assert not measure.at_most("cost", 5.0, 1.0, "floor", 4).holds
    assert measure.at_least("rate", 50.0, 100.0, "peer", 0.4).holds
    assert not measure.at_least("rate", 30.0, 100.0, "peer", 0.4).holds


def test_the_verb_prints_its_rows(monkeypatch):
    monkeypatch.setattr(measure, "_ROUNDS", 1)
    monkeypatch.setattr(measure, "_ROUND_SECONDS", 0.001)
    answer = CliRunner().invoke(rolebridge, ["bench", "--library-only", "--json"])
    rows = json.loads(answer.stdout)
    assert [row["name"].partition(":")[0] for row in rows] == ["issue", "exchange"]
    assert answer.exit_code == (0 if all(row["holds"] for row in rows) else 1)


def test_policy_decisions_are_measured_without_their_peer():
    answer = CliRunner().invoke(
        rolebridge, ["bench", "policy", "--json", "--peer", "tests/bench/no-peer-here"]
    )
    rows = json.loads(answer.stdout)
    assert [row["name"].split(" (")[0] for row in rows] == [
        "ten times unrelated statements",
        "explaining 8000 statements",
        "worst legal input",
    ]
    assert all(row["ratio"] > 0 for row in rows)
    assert "Without iam-simulate" in answer.stderr


def test_questions_of_the_policy_bench_have_all_three_answers():
    verdicts = {judge_case(case).as_dict()["verdict"] for case in build_cases(20, 20)}
    assert verdicts == {"Allowed", "ImplicitlyDenied", "ExplicitlyDenied"}


@pytest.mark.parametrize(("name", "case"), list(build_hostile_cases()))
def test_hostile_questions_are_legal(name, case):
    assert judge_case(case).error is None, name


def test_the_sign_in_to_be_explained_is_refused_by_its_trust_policy():
    answer = judge_case(build_sign_in_case()).as_dict()
    assert (answer["verdict"], answer["deciding_layer"]) == ("ImplicitlyDenied", "trust")
