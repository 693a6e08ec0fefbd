"""Builders and fakes that every kind of test may use."""
