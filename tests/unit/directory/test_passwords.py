"""Passwords: hashed as agreed, compared in one amount of work, chosen by one rule."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import extract_parameters

from rolebridge.directory.hashing_thread import HashingThread
from rolebridge.directory.passwords import (
    Argon2Parameters,
    PasswordRefused,
    Passwords,
    hash_initial_token,
    is_initial_token,
    is_password_hash,
    mint_initial_token,
    validate_new_password,
)
from support.sealing import SeededIds

CHEAP = Argon2Parameters(memory_kib=8, passes=1)


class CountingThread(HashingThread):
    """Counts what is computed."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def run(self, function):
        self.count += 1
        return super().run(function)


@pytest.fixture
def thread():
    return CountingThread()


@pytest.fixture
def passwords(thread):
    made = Passwords(SeededIds(), CHEAP, thread)
    thread.count = 0
    return made


def test_the_cost_is_what_is_documented():
    cost = extract_parameters(Passwords(SeededIds()).mint_hash("correct horse battery"))
    assert (cost.memory_cost, cost.time_cost, cost.parallelism) == (19 * 1024, 2, 1)
    assert (cost.salt_len, cost.hash_len) == (16, 32)
    assert cost.type.name == "ID"


def test_a_password_is_known_again_and_another_is_not(passwords):
    password_hash = passwords.mint_hash("correct horse battery")
    assert is_password_hash(password_hash)
    assert passwords.is_correct("correct horse battery", password_hash)
    assert not passwords.is_correct("Correct horse battery", password_hash)
    assert not passwords.is_correct("correct horse battery ", password_hash)


def test_one_password_has_a_different_hash_each_time(passwords):
    assert passwords.mint_hash("correct horse battery") != passwords.mint_hash(
        "correct horse battery"
    )


def test_a_password_is_the_same_in_every_normal_form(passwords):
    password_hash = passwords.mint_hash("grüße aus köln")
    assert passwords.is_correct("gru\u0308ße aus ko\u0308ln", password_hash)
    assert not passwords.is_correct("grusse aus koln", password_hash)


def test_nothing_is_cut_off(passwords):
    long = "a" * 1000
    password_hash = passwords.mint_hash(long + "b")
    assert not passwords.is_correct(long + "c", password_hash)
    with_nul = passwords.mint_hash("before\0after")
    assert not passwords.is_correct("before\0", with_nul)
    assert passwords.is_correct("before\0after", with_nul)


@pytest.mark.parametrize("password", ["", "a" * 1025, "ü" * 513, "lone \ud800 surrogate"])
def test_what_cannot_be_a_password_is_never_right_and_never_hashed(passwords, password):
    with pytest.raises(PasswordRefused):
        passwords.mint_hash(password)
    assert not passwords.is_correct(password, passwords.mint_hash("correct horse battery"))
    with pytest.raises(PasswordRefused):
        validate_new_password(password, "alice")


@pytest.mark.parametrize("password", ["correct horse battery", "wrong", "", "a" * 5000, "\ud800"])
@pytest.mark.parametrize("stored", ["its own", None, "", "$2b$12$not-argon2", "$argon2id$broken"])
def test_every_attempt_computes_exactly_one_hash(passwords, thread, password, stored):
    if stored == "its own":
        stored = passwords.mint_hash("correct horse battery")
    thread.count = 0
    passwords.is_correct(password, stored)
    assert thread.count == 1


def test_a_hash_of_other_cost_is_verified_and_asks_for_a_new_one(passwords):
    older = Passwords(SeededIds(), Argon2Parameters(16, 2, 2)).mint_hash("correct horse battery")
    assert passwords.is_correct("correct horse battery", older)
    assert passwords.needs_rehash(older)
    assert not passwords.needs_rehash(passwords.mint_hash("correct horse battery"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "correct horse battery",
        "$2b$12$abcdefghijklmnopqrstuv",
        "$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$aaaaaaaaaaa",
        "$argon2id$v=19$m=99999999,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$aaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "$argon2id$v=19$m=8,t=9999,p=1$c29tZXNhbHRzb21lc2FsdA$aaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "$argon2id$v=19$m=8,t=1,p=999$c29tZXNhbHRzb21lc2FsdA$aaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ],
)
def test_only_argon2id_of_bearable_cost_is_a_password_hash(passwords, text):
    assert not is_password_hash(text)
    assert not passwords.is_correct("correct horse battery", text)


@pytest.mark.parametrize("password", ["twelve chars", "correct horse battery", "ein schöner Satz"])
def test_a_long_password_is_taken_whatever_it_is_made_of(password):
    assert validate_new_password(password, "alice") == password


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Tr0ub4dor&3", "at least 12"),
        ("u\u0308" * 6, "at least 12"),  # Six letters, however they are written.
        ("aaaaaaaaaaaaaaaaaaaa", "guessed"),
        ("abcabcabcabcabcabc", "guessed"),
        ("Alice.Anderson@example", "guessed"),
        ("a" * 2000, "at most 1024 bytes"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused_with_the_rule(password, why):
    with pytest.raises(PasswordRefused, match=why) as refused:
        validate_new_password(password, "alice.anderson@example")
    assert password not in str(refused.value)


def test_a_one_time_token_is_long_and_stored_as_a_hash():
    ids = SeededIds()
    token = mint_initial_token(ids)
    assert len(token) == 27  # 160 bits in base64url
    assert mint_initial_token(ids) != token
    token_hash = hash_initial_token(token)
    assert token not in token_hash
    assert is_initial_token(token, token_hash)
    assert is_initial_token(f" {token}\n", token_hash)  # As it is copied from a mail.
    assert not is_initial_token(token[:-1], token_hash)
    assert not is_initial_token(token_hash, token_hash)
    assert not is_initial_token(token, None)
    assert not is_initial_token("\ud800", "not ascii é")


def test_all_hashes_are_computed_in_one_thread():
    thread = HashingThread()
    with ThreadPoolExecutor(4) as pool:
        names = set(pool.map(lambda _: thread.run(threading.get_ident), range(20)))
    assert len(names) == 1
    assert threading.get_ident() not in names


def test_an_error_in_the_thread_is_raised_where_it_is_awaited_and_the_thread_goes_on():
    thread = HashingThread()
    with pytest.raises(ZeroDivisionError):
        thread.run(lambda: 1 / 0)
    assert thread.run(lambda: 7) == 7


FORK = """
import os, sys
from rolebridge.directory.hashing_thread import HashingThread

thread = HashingThread()
assert thread.run(lambda: 1) == 1
child = os.fork()
assert thread.run(lambda: 2) == 2
if child == 0:
    os._exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
"""


def test_a_child_process_has_a_thread_of_its_own():
    subprocess.run([sys.executable, "-c", FORK], check=True, timeout=30)
