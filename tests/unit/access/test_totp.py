"""One-time passwords: the RFC's own vectors, the window, pairs, and seeds at rest."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from rolebridge.access.seal import SealBroken
from rolebridge.access.totp import (
    STEP,
    compute_code,
    find_step,
    find_step_of_pair,
    format_seed,
    mint_seed,
    seal_seed,
    unseal_seed,
)
from support.sealing import MemorySealingKeys, SeededIds

SEED = b"12345678901234567890"
NOW = datetime(2026, 11, 24, 9, 0, 10, tzinfo=UTC)
PRESENT = int(NOW.timestamp()) // 30


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        # RFC 6238, appendix B, the last six of its eight digits.
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    assert compute_code(SEED, seconds // 30) == code
    assert find_step(SEED, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize("ahead", [-1, 0, 1])
def test_a_code_is_taken_one_step_early_and_late(ahead: int) -> None:
    assert find_step(SEED, compute_code(SEED, PRESENT + ahead), NOW) == PRESENT + ahead


@pytest.mark.parametrize("ahead", [-2, 2])
def test_a_code_two_steps_away_is_none(ahead: int) -> None:
    assert find_step(SEED, compute_code(SEED, PRESENT + ahead), NOW) is None


@pytest.mark.parametrize("code", ["", "00000", "0000000", "abcdef", "١٢٣٤٥٦", "12345é"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert find_step(SEED, code, NOW) is None


def test_two_consecutive_codes_are_a_pair() -> None:
    for ahead in (-1, 0, 1):
        first, second = (compute_code(SEED, PRESENT + ahead - 1 + each) for each in (0, 1))
        assert find_step_of_pair(SEED, first, second, NOW) == PRESENT + ahead


def test_codes_in_the_wrong_order_or_with_a_gap_are_no_pair() -> None:
    codes = {ahead: compute_code(SEED, PRESENT + ahead) for ahead in range(-3, 4)}
    for first, second in ((0, -1), (0, 0), (-1, 1), (-3, -2), (1, 2)):
        assert find_step_of_pair(SEED, codes[first], codes[second], NOW) is None


def test_a_code_outlives_its_step_by_one() -> None:
    code = compute_code(SEED, PRESENT)
    assert find_step(SEED, code, NOW + STEP) == PRESENT
    assert find_step(SEED, code, NOW + 2 * STEP) is None
    assert find_step(SEED, code, NOW + timedelta(seconds=19)) == PRESENT


def test_a_seed_is_written_in_base32_and_sealed_for_its_device() -> None:
    keys, ids = MemorySealingKeys(), SeededIds()
    seed = mint_seed(ids)
    assert len(seed) == 64
    written = format_seed(seed)
    assert base64.b32decode(written + "=" * (-len(written) % 8)) == seed
    sealed = seal_seed(seed, "arn:aws:iam::111122223333:mfa/alice", keys, ids)
    assert unseal_seed(sealed, "arn:aws:iam::111122223333:mfa/alice", keys) == seed
    with pytest.raises(SealBroken):
        unseal_seed(sealed, "arn:aws:iam::111122223333:mfa/bob", keys)
