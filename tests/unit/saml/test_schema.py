"""The schemas under several threads at once, as a server uses them."""

import subprocess
import sys

_RUN = """
import threading
from lxml import etree
from rolebridge.saml.schema import validate_schema
from rolebridge.saml.xml import XMLRefused

GOOD = '<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0" IssueInstant="2026-11-23T10:00:00Z"><p:Status><p:StatusCode Value="x"/></p:Status></p:Response>'
BAD = GOOD.replace(' Version="2.0"', '')
start, wrong = threading.Barrier(8), []

def run():
    start.wait()
    for _ in range(20):
        validate_schema(etree.fromstring(GOOD))
        try:
            validate_schema(etree.fromstring(BAD))
        except XMLRefused as refused:
            if "Version" not in str(refused):
                wrong.append(str(refused))
        else:
            wrong.append("accepted")

def guarded():
    try:
        run()
    except Exception as error:
        wrong.append(repr(error))

threads = [threading.Thread(target=guarded) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(wrong[:3])
"""


def test_threads_that_validate_at_once_get_the_same_answers():
    """In a fresh process, so that the first validations of all threads load the schemas."""
    answer = subprocess.run(
        [sys.executable, "-c", _RUN], capture_output=True, text=True, timeout=60, check=True
    )
    assert answer.stdout.strip() == "[]"
