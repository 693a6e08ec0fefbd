"""The key ring: signing, encryption and sealing keys in files, and how they roll over.

Owns the folders `keys` and `root-keys` of ROLEBRIDGE_HOME: what is in them, who may read them, and
which key is current, next or previous. A change by the command line is seen by a running server
with its next request. Private keys leave this package only inside a Signer, a DecryptionKey or the
32 bytes of a sealing key; nothing here logs or prints one.
"""

from rolebridge.keys.files import KeyFileRefused
from rolebridge.keys.ring import KeyRing
from rolebridge.keys.root_keys import RootKey, RootKeyUnknown
from rolebridge.keys.state import KeyChangeRefused, KeyUse, Slot, Slots

__all__ = [
    "KeyChangeRefused",
    "KeyFileRefused",
    "KeyRing",
    "KeyUse",
    "RootKey",
    "RootKeyUnknown",
    "Slot",
    "Slots",
]
