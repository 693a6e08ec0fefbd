"""The shapes of SAML service providers, AWS among them."""

from rolebridge.federation.compounds import ListOf, MapOf, Record
from rolebridge.federation.organisation import SignedPart, SPProfile
from rolebridge.federation.schema import words
from rolebridge.federation.schema.accounts import PARTITION
from rolebridge.federation.schema.documents import metadata
from rolebridge.federation.shapes import Choice, Flag, Text, Whole
from rolebridge.saml.values import NameIDFormat

NAME_ID_FORMATS = {
    "unspecified": NameIDFormat.UNSPECIFIED,
    "emailAddress": NameIDFormat.EMAIL,
    "persistent": NameIDFormat.PERSISTENT,
    "transient": NameIDFormat.TRANSIENT,
}

PERSON_PLACEHOLDERS = "{username}, {email} and {attribute.NAME}"


def _template(description: str, *examples: str) -> Text:
    return Text(f"{description} Knows {PERSON_PLACEHOLDERS}.", examples=examples)


SESSION = Record(
    "How the AWS session is named and tagged, made from the person who signs in.",
    {
        "role_session_name": _template(
            "RoleSessionName: the last part of the assumed-role ARN. Default: {username}.",
            "{username}",
            "{email}",
        ),
        "session_duration": Whole(
            "SessionDuration: the console session's length in seconds.",
            900,
            43200,
            "seconds (SAML attribute SessionDuration)",
        ),
        "source_identity": _template(
            "SourceIdentity: stays the same through role chaining. "
            "The trust policy must allow sts:SetSourceIdentity.",
            "{username}",
        ),
        "tags": MapOf(
            "Session tags (PrincipalTag): key -> value. Trust policies must allow sts:TagSession.",
            words.TAG_KEY,
            Text(
                f"The tag's value. Knows {PERSON_PLACEHOLDERS}.",
                minimum=0,
                examples=("{attribute.team}",),
            ),
        ),
        "transitive_tags": ListOf(
            "The tags that stay through role chaining (TransitiveTagKeys).", words.TAG_KEY
        ),
    },
)

SERVICE_PROVIDER = Record(
    "A SAML service provider: somewhere people sign in to.",
    {
        "entity_id": words.ENTITY_ID,
        "name": Text("The name that pages show.", words.GROUP_NAME.rule, words.NAME_PATTERN),
        "profile": Choice(
            "`aws` for AWS sign-in, `saml` for a plain SAML 2.0 service provider (the default).",
            tuple(profile.value for profile in SPProfile),
        ),
        "metadata": metadata(
            "A plain service provider's own metadata: XML text or {file: NAME}. "
            "Where its answers go is read from here and from nowhere else."
        ),
        "partition": PARTITION,
        "recipient": Text(
            "AWS only: what the assertion names as Recipient, and so what `saml:aud` is in trust "
            "policies. Default: AWS's sign-in URL for the partition.",
            words.URL.rule,
            words.URL.pattern,
            maximum=2048,
            examples=words.URL.examples,
        ),
        "location": Text(
            "AWS only: where the browser posts the response. Default: rolebridge's own AWS side.",
            words.URL.rule,
            words.URL.pattern,
            maximum=2048,
        ),
        "encryption_certificate": Text(
            "AWS only: the certificate (PEM) of the private key that the SAML provider was given "
            "(IAM AddPrivateKey). Assertions are encrypted to it. Default: they are not encrypted.",
            "a certificate in PEM",
            r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*",
            maximum=16384,
        ),
        "name_id_format": Choice(
            "The NameID's format (SAML Core 8.3). Default: what the service provider asks for.",
            tuple(NAME_ID_FORMATS),
        ),
        "attributes": MapOf(
            "What is released: SAML attribute name -> value.",
            Text("The SAML attribute's name.", "an attribute name", words.NAME_PATTERN),
            Text(
                "What the attribute says: the name of a directory attribute (every value of it), "
                f"or a text with placeholders. Knows {PERSON_PLACEHOLDERS}.",
                examples=("{email}", "department"),
            ),
        ),
        "signed": Choice(
            "What is signed. Default: assertion.", tuple(part.value for part in SignedPart)
        ),
        "encrypt_assertions": Flag(
            "Whether assertions are encrypted to the key in the metadata. Default: false."
        ),
        "require_signed_requests": Flag(
            "Whether an unsigned AuthnRequest is refused. Default: what the metadata says."
        ),
        "allow_idp_initiated": Flag(
            "Whether people may start here without a request. Default: true for AWS, else false."
        ),
        "session": SESSION,
    },
    required=("entity_id",),
)
