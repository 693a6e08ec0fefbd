"""The shape of OpenID Connect clients: applications that ask our issuer who somebody is."""

from rolebridge.federation.compounds import ListOf, Record
from rolebridge.federation.schema import words

OIDC_CLIENT = Record(
    "An OpenID Connect client. It is public: it has no secret, and proves itself by PKCE.",
    {
        "client_id": words.CLIENT_ID,
        "name": words.CLIENT_NAME,
        "redirect_uris": ListOf(
            "Where answers may be sent. That of a request must be one of these to the letter.",
            words.REDIRECT_URI,
            minimum=1,
        ),
        "groups": ListOf(
            "Who may use it: members of any of these groups. Default: everybody.", words.GROUP_NAME
        ),
    },
    required=("client_id", "name", "redirect_uris"),
)
