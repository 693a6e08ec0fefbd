"""The headers that every answer carries, pages and calls alike."""

from functools import lru_cache

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
FORM_POLICY = POLICY + "; form-action 'self'"
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-read=()"
_ALWAYS = (
    ("X-Frame-Options", "DENY"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", _PERMISSIONS),
)
_NO_STORE = ("Cache-Control", "no-store")
_TRANSPORT = ("Strict-Transport-Security", "max-age=31536000")


@lru_cache(maxsize=64)
def list_safe_headers(
    *, is_https: bool, policy: str = FORM_POLICY, is_kept: bool = False
) -> tuple[tuple[str, str], ...]:
    """Names and values. `policy` is the Content-Security-Policy; what `is_kept` may be cached."""
    return (
        ("Content-Security-Policy", policy),
        *_ALWAYS,
        *(() if is_kept else (_NO_STORE,)),
        *((_TRANSPORT,) if is_https else ()),
    )
