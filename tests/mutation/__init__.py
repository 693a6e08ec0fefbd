"""Mutation testing of `rolebridge.iam`: `make mutants`."""
