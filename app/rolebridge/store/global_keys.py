"""The condition keys that exist for all services.

The Service Authorization Reference, and so the package with its data, lists keys by service only.
Source: IAM User Guide, "AWS global condition context keys": data type, value type, and under
"Availability" whether a key is in every signed request.
"""

from rolebridge.iam.service_data import ConditionKey, Keys, KeyType

_STRINGS = (
    "aws:CalledViaAWSMCP",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:Ec2InstanceSourceVpc",
    # An ARN for providers that an account has made, a name for those that AWS knows.
    "aws:FederatedProvider",
    "aws:PrincipalOrgID",
    "aws:PrincipalServiceName",
    "aws:PrincipalTag/${TagKey}",
    "aws:RequestTag/${TagKey}",
    "aws:ResourceOrgID",
    "aws:ResourceTag/${TagKey}",
    "aws:SourceAccount",
    "aws:SourceIdentity",
    "aws:SourceOrgID",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:referer",
    "aws:username",
    "glue:CredentialIssuingService",
    "glue:RoleAssumedBy",
    "identitystore:UserId",
)
# Filled in by the services that hand a role's credentials on: AWS Transfer Family to its users
# (User Guide, "Creating a session policy"), AWS IoT Core to its devices (Developer Guide,
# "Authorizing direct calls to AWS services").
_STRINGS_OF_BROKERS = (
    "credentials-iot:AwsCertificateId",
    "credentials-iot:ThingName",
    "credentials-iot:ThingTypeName",
    "transfer:HomeBucket",
    "transfer:HomeDirectory",
    "transfer:HomeFolder",
    "transfer:UserName",
)
_STRINGS_OF_EVERY_REQUEST = (
    "aws:PrincipalAccount",
    "aws:PrincipalType",
    "aws:RequestedRegion",
    "aws:ResourceAccount",
    "aws:UserAgent",
    "aws:userid",
)
_LISTS = (
    "aws:CalledVia",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceNamesList",
    "aws:ResourceOrgPaths",
    "aws:SourceOrgPaths",
    "aws:TagKeys",
    "aws:VpceOrgPaths",
)
_ARNS = (
    "aws:ChatbotSourceArn",
    "aws:SignInSessionArn",
    "aws:SourceArn",
    "aws:SourceVpcArn",
    "codebuild:BuildArn",
    "codebuild:ProjectArn",
    "ec2:SourceInstanceArn",
    "lambda:SourceFunctionArn",
    "ssm:SourceInstanceArn",
)
_BOOLS = (
    "aws:AssumedRoot",
    "aws:IsMcpServiceAction",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalIsAWSService",
    "aws:ViaAWSMCPService",
)
# Kept for old SNS topics; the guide of SNS names what has taken its place.
_SOURCE_OWNER = "Deprecated for new integrations with Amazon SNS: use aws:SourceAccount."

GLOBAL_KEYS = Keys(
    (
        *(ConditionKey(name, KeyType.STRING) for name in (*_STRINGS, *_STRINGS_OF_BROKERS)),
        *(
            ConditionKey(name, KeyType.STRING, is_always_present=True)
            for name in _STRINGS_OF_EVERY_REQUEST
        ),
        *(ConditionKey(name, KeyType.STRING, is_multivalued=True) for name in _LISTS),
        *(ConditionKey(name, KeyType.ARN) for name in _ARNS),
        *(ConditionKey(name, KeyType.BOOL) for name in _BOOLS),
        ConditionKey("aws:PrincipalArn", KeyType.ARN, is_always_present=True),
        ConditionKey("aws:SecureTransport", KeyType.BOOL, is_always_present=True),
        ConditionKey("aws:ViaAWSService", KeyType.BOOL, is_always_present=True),
        ConditionKey("aws:CurrentTime", KeyType.DATE, is_always_present=True),
        ConditionKey("aws:EpochTime", KeyType.DATE, is_always_present=True),
        ConditionKey("aws:TokenIssueTime", KeyType.DATE),
        ConditionKey("aws:MultiFactorAuthAge", KeyType.NUMERIC),
        ConditionKey("ec2:RoleDelivery", KeyType.NUMERIC),
        ConditionKey("aws:Ec2InstanceSourcePrivateIPv4", KeyType.IP_ADDRESS),
        ConditionKey("aws:SourceIp", KeyType.IP_ADDRESS),
        ConditionKey("aws:VpcSourceIp", KeyType.IP_ADDRESS),
        ConditionKey("aws:SourceOwner", KeyType.STRING, deprecation=_SOURCE_OWNER),
    )
)
