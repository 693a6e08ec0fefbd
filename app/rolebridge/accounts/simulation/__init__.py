"""The policy simulator of the IAM API: what the engine says of policies that are given, or that
users, groups and roles have.

Unlike AWS's, it asks trust policies too. Owns reading the inputs, the sources of policies with the
names that answers give them, and writing results. Must not decide anything: `iam` does.
"""
