"""The IAM API: what a caller may read and change in its account.

Owns the operations (one file for each kind of thing), the order in which a call is read, authorised
and performed (`api`), and IAM's own texts (`refusals`). An operation takes an account as a value
and gives another one. Must not know the wire, the database or how policies are evaluated.
"""
