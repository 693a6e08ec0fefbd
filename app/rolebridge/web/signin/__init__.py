"""The AWS side as a browser meets it: the assertion consumer, the role page, the console, keys.

It knows the identity provider by nothing but what it posts here. Its pages look like another site,
because they stand for one.
"""

from rolebridge.web.signin import console, consumer, federation, metadata, refusals
from rolebridge.web.signin.blueprint import signin

__all__ = ["console", "consumer", "federation", "metadata", "refusals", "signin"]
