"""Use cases that explain: one question judged on its own, outside any set-up.

Owns: the case format in which scripts ask about policies, and what comes back. Must not hold rules
of the policy language, which are in `iam`, nor read files, settings or a database.
"""
