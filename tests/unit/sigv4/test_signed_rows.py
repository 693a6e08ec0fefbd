"""One row for each case class of the published test suite, in both forms, with botocore's say."""

from datetime import UTC, datetime, timedelta

import pytest

from rolebridge.sigv4 import Location, SigV4Error, parse_presented, verify_signature
from support.sigv4_rows import (
    HOST,
    KEY_ID,
    SECRET,
    STAMP,
    Signing,
    ask_botocore,
    ask_ours,
    read_row,
    sign_header,
    sign_query,
)
from support.vectors import load_cases

ROWS = load_cases("sigv4", "signed")
FORMS = pytest.mark.parametrize("form", ["header", "query"])
SIGNED_AT = datetime(2026, 11, 24, 8, 15, tzinfo=UTC)


def verify(case, form):
    row = read_row(case)
    sign = sign_header if form == "header" else sign_query
    request = sign(row, Signing(**case[form]))
    return verify_signature(
        request,
        parse_presented(request),
        SECRET,
        now=SIGNED_AT + timedelta(seconds=1),
        service=row.service,
        regions={row.region},
        hosts={HOST},
    )


@FORMS
@pytest.mark.parametrize("case", ROWS)
def test_botocore_signs_every_row_as_it_stands(case, form):
    assert ask_botocore(read_row(case), form) == Signing(**case[form])


@FORMS
@pytest.mark.parametrize("case", ROWS)
def test_the_canonical_request_of_every_row_is_ours_too(case, form):
    assert ask_ours(read_row(case), form) == case[form]["canonical_request"], case["because"]


@FORMS
@pytest.mark.parametrize("case", [row for row in ROWS if "refused" not in row.values[0]])
def test_every_row_verifies(case, form):
    presented = verify(case, form)

    assert presented.location is Location(form)
    assert presented.access_key_id == KEY_ID
    assert presented.session_token == case.get("token")
    assert presented.timestamp == STAMP
    assert ";".join(presented.signed_headers) == Signing(**case[form]).signed_headers


@FORMS
@pytest.mark.parametrize("case", [row for row in ROWS if "refused" in row.values[0]])
def test_what_a_server_should_not_take_is_refused_however_well_it_is_signed(case, form):
    with pytest.raises(SigV4Error) as refused:
        verify(case, form)

    assert refused.value.aws_code == case["refused"], case["because"]


@FORMS
@pytest.mark.parametrize("case", ROWS)
def test_no_row_verifies_with_the_signature_of_another_row(case, form):
    others = {row.values[0][form]["signature"] for row in ROWS} - {case[form]["signature"]}
    other = {**case, form: {**case[form], "signature": min(others)}}

    with pytest.raises(SigV4Error):
        verify(other, form)
