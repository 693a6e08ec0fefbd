"""The signature algorithms that are accepted, each bound to one kind of key (RFC 7518, 3.1)."""

from enum import StrEnum


class KeyKind(StrEnum):
    """`kty` and, for elliptic curves, `crv`: a key of one kind verifies nothing of another."""

    RSA = "RSA"
    P256 = "P-256"
    P384 = "P-384"
    P521 = "P-521"


class Algorithm(StrEnum):
    """What `alg` may say. `none` and the HMAC family are not among them."""

    RS256 = "RS256"
    RS384 = "RS384"
    RS512 = "RS512"
    PS256 = "PS256"
    PS384 = "PS384"
    PS512 = "PS512"
    ES256 = "ES256"
    ES384 = "ES384"
    ES512 = "ES512"

    @property
    def kind(self) -> KeyKind:
        """The only kind of key that goes with it (RFC 7518, 3.3 to 3.5)."""
        return _CURVES.get(self, KeyKind.RSA)


_CURVES = {
    Algorithm.ES256: KeyKind.P256,
    Algorithm.ES384: KeyKind.P384,
    Algorithm.ES512: KeyKind.P521,
}


def find_algorithm(name: object) -> Algorithm | None:
    """The algorithm of that exact name."""
    return next((each for each in Algorithm if each.value == name), None)
