"""Lint: what is odd about a policy that reads well, told before it does harm.

Owns: the catalogue of findings (`codes`, `catalogue`), one module for each family of them, and the
comparison of patterns that they share (`globs`, `shapes`). Must not know files, federation or where
service data comes from: it is an argument. A finding that may be false is worth less than none, so
that every family says nothing where it is not certain.
"""

from rolebridge.iam.lint.catalogue import CATALOGUE, Entry
from rolebridge.iam.lint.codes import Code, Severity
from rolebridge.iam.lint.lint import NOWHERE, find_findings, lint_policy
from rolebridge.iam.lint.report import Finding
from rolebridge.iam.lint.subject import Surroundings

__all__ = [
    "CATALOGUE",
    "NOWHERE",
    "Code",
    "Entry",
    "Finding",
    "Severity",
    "Surroundings",
    "find_findings",
    "lint_policy",
]
