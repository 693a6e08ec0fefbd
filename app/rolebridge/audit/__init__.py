"""Audit events: what happened, to whom, from where, with which outcome and why.

Owns the event type and the closed list of actions. Must not know where events are kept. No event
ever holds a password, an assertion, a token or a key.
"""
