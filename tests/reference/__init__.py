"""The reference evaluator: small, slow, obvious.

It answers one case (a request and the policies of every layer, plain JSON) with a verdict and the
layer that decided. It is written from the documentation, shares no line with `rolebridge.iam` and
imports nothing of the package, so that the two agree only where both are right. Nothing here is
compiled, remembered or clever: a statement is read again each time it is asked.
"""

from reference.case import judge, list_matching

__all__ = ["judge", "list_matching"]
