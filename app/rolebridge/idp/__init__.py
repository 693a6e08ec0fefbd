"""Use cases that issue: sign in, receive a request, answer it with a signed response.

Owns the browser session, the parked sign-in and the decision what a service provider is told.
Shares nothing with `sts` but bytes on the wire. Must not know Flask or the database.
"""
