"""People, groups, passwords, lockout, and the mapping from a person to AWS roles.

Owns: who somebody is, whether a password is theirs, which groups they are in (nested ones with
their path), and which roles the mapping rules grant, each with the rule that gave it. Must not
know how people are stored, how they reach us, or what SAML is.
"""
