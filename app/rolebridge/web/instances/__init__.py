"""What an application on an instance or in a container finds: metadata and credentials.

It answers this machine only, unless networks are configured, and no browser: whoever can reach it
gets the credentials of the role.
"""

from rolebridge.web.instances import containers, imds
from rolebridge.web.instances.blueprint import instances

__all__ = ["containers", "imds", "instances"]
