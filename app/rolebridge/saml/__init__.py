"""The SAML 2.0 protocol: messages, bindings, metadata, signatures, encryption, the AWS profile.

pysaml2 is the object model of metadata; lxml, python-xmlsec and cryptography do the rest. `xml.py`
is the only parser. Owns what a message means and whether it can be trusted; must not know people,
roles, storage or HTTP frameworks.
"""
