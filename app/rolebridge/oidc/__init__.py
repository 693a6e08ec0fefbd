"""OpenID Connect tokens: verify a foreign issuer's, issue our own.

Owns: compact JWTs, key sets and discovery documents (RFC 7515 to 7519, OpenID Connect Core and
Discovery), the condition keys that a trust policy may ask about, and signed ID tokens. The
arithmetic of signatures is joserfc's; what is signed, with which key and for whom is decided here.
Must not know where documents are fetched from, what a role is, or what time it is.
"""
