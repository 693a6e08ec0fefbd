"""Use cases that consume: the Security Token Service, the console, what runs on instances.

`api` has the table of operations. Those that are signed are performed by `signed_calls`, each in a
file of its own (`assume_role`, `user_sessions`, ...); those that bring an assertion or a token are
`exchange` and `web_identity`. Whatever issues credentials opens its session by `opening`.
This is the AWS side. It shares nothing with `idp` but bytes on the wire, which is the proof that
it really validates. Must not know Flask or the database.
"""
