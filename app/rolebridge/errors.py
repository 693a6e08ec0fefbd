"""The base of every error rolebridge raises on purpose.

An error has two faces: a stable `code` with a safe `public` text for the caller, and a private
`detail` for the log and the audit trail. `str(error)` is the public face, so that a careless
template or log line cannot leak the private one.
"""


class RolebridgeError(Exception):
    """A refusal or fault with a stable code, a public text and a private detail."""

    code: str = "error"
    is_temporary: bool = False
    """Whether the same request may succeed in a moment: 503 and not 400."""

    def __init__(self, public: str, *, code: str | None = None, detail: str = "") -> None:
        super().__init__(public)
        self.public = public
        self.detail = detail
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return self.public
