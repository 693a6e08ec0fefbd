"""Use cases that consume: exchange an assertion, mint credentials, identify a caller, console.

This is the AWS side. It shares nothing with `idp` but bytes on the wire, which is the proof that
it really validates. Must not know Flask or the database.
"""
