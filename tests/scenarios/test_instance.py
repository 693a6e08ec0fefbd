"""Scenario: applications on an instance find the role of its profile, with stock boto3."""

import re

import pytest

pytestmark = pytest.mark.e2e


def test_the_example_runs_an_application_on_an_instance_and_in_a_container(run_example):
    printed = run_example("instance.py")
    session = r"arn:aws:sts::444455556666:assumed-role/example-application"
    assert re.search(rf"On the instance, the application is {session}/i-[0-9a-f]{{17}}\.", printed)
    assert re.search(rf"In the container, it is {session}/[0-9a-f]{{32}}\.", printed)
