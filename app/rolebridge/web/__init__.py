"""The only room that knows Flask: views, cookies, headers, pages.

A view reads a request, calls one use case of `services` and renders what it returns; it holds no
business rule. Owns cookies, CSRF tokens, security headers, request ids, the access log and the
HTML face of every error. Must not touch the database, keys or the SAML wire format itself.
"""
