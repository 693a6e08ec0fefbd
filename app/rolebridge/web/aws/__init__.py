"""The AWS door: one address for AWS calls in the query protocol, signed or not.

Owns the wire: reading parameters, dispatch by Action, XML and JSON answers, AWS's error envelope.
Must not decide anything: the services behind it do.
"""

from rolebridge.web.aws.door import AWSDoor

__all__ = ["AWSDoor"]
