"""Where AWS takes SAML responses, for each partition, and the audience it wants named."""

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from rolebridge.arn import Partition

AWS_AUDIENCE: Mapping[Partition, str] = MappingProxyType(
    {
        Partition.AWS: "urn:amazon:webservices",
        Partition.CHINA: "urn:amazon:webservices:cn-north-1",
        Partition.GOVCLOUD: "urn:amazon:webservices:govcloud",
    }
)

_HOSTS = {
    Partition.AWS: "signin.aws.amazon.com",
    Partition.CHINA: "signin.amazonaws.cn",
    Partition.GOVCLOUD: "signin.amazonaws-us-gov.com",
}

# The regions of each partition, as botocore's endpoint data lists them.
_REGIONS = {
    Partition.AWS: (
        "af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 "
        "ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 "
        "ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 eu-central-1 eu-central-2 "
        "eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 "
        "me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2"
    ),
    Partition.CHINA: "cn-north-1 cn-northwest-1",
    Partition.GOVCLOUD: "us-gov-east-1 us-gov-west-1",
}


def default_recipient(partition: str) -> str:
    """The sign-in URL of a partition without a region, for us-east-1 and its counterparts."""
    return f"https://{_HOSTS[Partition(partition)]}/saml"


@cache
def AWS_RECIPIENTS(partition: str) -> frozenset[str]:  # noqa: N802  (reads as the set it is)
    """Every Recipient that AWS itself answers to in a partition.

    The bare host, each region's host, and the older `/static/saml` path of the bare host.
    """
    static = f"https://{_HOSTS[Partition(partition)]}/static/saml"
    return frozenset({f"{host}/saml" for host in _list_hosts(partition)} | {static})


@lru_cache(maxsize=256)
def list_provider_recipients(partition: str, provider_id: str) -> frozenset[str]:
    """Every Recipient that AWS answers to for one SAML provider, by its SAMLProviderUUID.

    Source: IAM User Guide, "Configure SAML assertions for the authentication response".
    """
    return frozenset(f"{host}/saml/acs/{provider_id}" for host in _list_hosts(partition))


def _list_hosts(partition: str) -> tuple[str, ...]:
    host = _HOSTS[Partition(partition)]
    regions = _REGIONS[Partition(partition)].split()
    return (f"https://{host}", *(f"https://{region}.{host}" for region in regions))
