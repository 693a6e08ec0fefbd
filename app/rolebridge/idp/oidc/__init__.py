"""Our own OpenID Connect issuer: authorization codes with PKCE, and signed tokens about people.

Clients are public ones of the federation file. What a client may hear about goes back to its
registered address; what concerns the client or that address itself stays a page of ours.
"""
