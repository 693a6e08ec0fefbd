"""The policy simulator by API: what is decided, by which statements, and what was not known."""

import pytest

from support.accounts import ACCOUNT, OTHER, READ_ONLY, AccountsWorld, allow, policy, wire

BUCKET = "arn:aws:s3:::bucket"
OBJECTS = policy(allow("s3:GetObject"))
ANN = f"arn:aws:iam::{ACCOUNT}:user/ann"
APP = f"arn:aws:iam::{ACCOUNT}:role/app"


@pytest.fixture
def world(now):
    return AccountsWorld(now)


def custom(world, *documents, actions=("s3:GetObject",), **parameters):
    """The results of SimulateCustomPolicy."""
    answer = world.call(
        "SimulateCustomPolicy",
        PolicyInputList=list(documents),
        ActionNames=list(actions),
        **parameters,
    )
    return answer["EvaluationResults"]


def principal(world, arn=ANN, actions=("s3:GetObject",), **parameters):
    """The results of SimulatePrincipalPolicy."""
    parameters.setdefault("ResourceArns", [BUCKET])
    answer = world.call(
        "SimulatePrincipalPolicy", PolicySourceArn=arn, ActionNames=list(actions), **parameters
    )
    return answer["EvaluationResults"]


def decisions(results):
    return [each["EvalDecision"] for each in results]


def deny(action, resource="*", **condition):
    return allow(action, resource, **condition) | {"Effect": "Deny"}


def entry(name, *values):
    return {"ContextKeyName": name, "ContextKeyValues": list(values), "ContextKeyType": "string"}


def trust(**principal):
    return policy({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})


# --- Decisions ------------------------------------------------------------------------------------


def test_an_action_is_allowed_denied_or_not_spoken_of(world):
    document = policy(allow("s3:Get*"), deny("s3:GetSecret"))
    actions = ("s3:GetObject", "s3:GetSecret", "s3:PutObject")
    results = custom(world, document, actions=actions)
    assert [each["EvalActionName"] for each in results] == list(actions)
    assert decisions(results) == ["allowed", "explicitDeny", "implicitDeny"]


def test_the_recorded_answer_of_aws_is_ours(world):
    """The whole answer, as AWS gave it for a role with this one managed policy."""
    text = (
        '{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", '
        '"Action": "s3:PutObject", "Resource": "*"}}'
    )
    world.call("CreatePolicy", PolicyName="put", PolicyDocument=text)
    world.call("CreateUser", UserName="ann")
    arn = f"arn:aws:iam::{ACCOUNT}:policy/put"
    world.call("AttachUserPolicy", UserName="ann", PolicyArn=arn)
    results = principal(world, actions=("s3:PutObject", "s3:GetObjectVersion"))
    matched = {
        "SourcePolicyId": "put",
        "SourcePolicyType": "IAM Policy",
        "StartPosition": {"Line": 1, "Column": 41},
        "EndPosition": {"Line": 1, "Column": 113},
    }
    assert results == [
        {
            "EvalActionName": action,
            "EvalResourceName": BUCKET,
            "EvalDecision": decision,
            "MatchedStatements": statements,
            "MissingContextValues": [],
            "OrganizationsDecisionDetail": {"AllowedByOrganizations": True},
            "EvalDecisionDetails": {},
            "ResourceSpecificResults": [
                {
                    "EvalResourceName": BUCKET,
                    "EvalResourceDecision": decision,
                    "MatchedStatements": statements,
                    "MissingContextValues": [],
                }
            ],
        }
        for action, decision, statements in (
            ("s3:PutObject", "allowed", [matched]),
            ("s3:GetObjectVersion", "implicitDeny", []),
        )
    ]


def test_every_action_is_asked_for_every_resource(world):
    document = policy(allow("s3:*", f"{BUCKET}/a"))
    results = custom(
        world,
        document,
        actions=("s3:GetObject", "s3:PutObject"),
        ResourceArns=[f"{BUCKET}/a", f"{BUCKET}/b"],
    )
    assert decisions(results) == ["allowed", "implicitDeny"] * 2


def test_a_deny_is_the_only_statement_that_is_told(world):
    results = custom(world, OBJECTS, policy(allow("s3:*"), deny("s3:*")))
    (statement,) = results[0]["MatchedStatements"]
    assert statement["SourcePolicyId"] == "PolicyInputList.2"
    assert "ResourceSpecificResults" not in results[0]


def test_results_come_in_pages(world):
    parameters = {
        "PolicyInputList": [OBJECTS],
        "ActionNames": ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
        "MaxItems": 2,
    }
    first = world.call("SimulateCustomPolicy", **parameters)
    second = world.call("SimulateCustomPolicy", **parameters, Marker=first["Marker"])
    assert decisions(first["EvaluationResults"]) == ["allowed", "implicitDeny"]
    assert [each["EvalActionName"] for each in second["EvaluationResults"]] == ["s3:ListBucket"]


def test_long_policies_are_asked_few_questions_a_page(world):
    statements = [allow("s3:GetObject", f"{BUCKET}/{number:04}") for number in range(1500)]
    long = policy(*statements)
    assert 100_000 < len(long) < 131_072
    answer = world.call(
        "SimulateCustomPolicy",
        PolicyInputList=[long] * 4,
        ActionNames=["s3:GetObject"],
        ResourceArns=[f"{BUCKET}/{number:04}" for number in range(20)],
        MaxItems=1000,
    )
    assert decisions(answer["EvaluationResults"]) == ["allowed"] * (1_000_000 // (4 * len(long)))
    assert answer["IsTruncated"] is True


# --- The layers -----------------------------------------------------------------------------------


def test_a_boundary_limits_and_tells_so(world):
    boundary = policy(allow("s3:PutObject"))
    (result,) = custom(world, OBJECTS, PermissionsBoundaryPolicyInputList=[boundary])
    assert result["EvalDecision"] == "implicitDeny"
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    (result,) = custom(world, OBJECTS, PermissionsBoundaryPolicyInputList=[OBJECTS])
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": True}
    sources = [each["SourcePolicyId"] for each in result["MatchedStatements"]]
    assert sources == ["PolicyInputList.1", "PermissionsBoundaryPolicyInputList.1"]


def test_policies_of_an_organisation_limit_and_tell_so(world):
    def levels(*documents):
        return [{"ServiceControlPolicyInputList": [document]} for document in documents]

    everything = policy(allow("*"))
    (result,) = custom(
        world, OBJECTS, OrderedOrganizationPolicyInputList=levels(everything, policy(deny("s3:*")))
    )
    assert result["EvalDecision"] == "explicitDeny"
    assert result["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": False}
    source = "OrderedOrganizationPolicyInputList.2.ServiceControlPolicyInputList.1"
    assert [each["SourcePolicyId"] for each in result["MatchedStatements"]] == [source]
    (result,) = custom(world, OBJECTS, OrderedOrganizationPolicyInputList=levels(everything))
    assert result["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": True}


def test_the_policy_of_a_resource_is_asked(world):
    shared = policy(
        {"Effect": "Allow", "Principal": {"AWS": ANN}, "Action": "s3:*", "Resource": "*"}
    )
    nothing = policy(allow("sns:Publish"))
    parameters = {"ResourceArns": [BUCKET], "ResourcePolicy": shared}
    (result,) = custom(world, nothing, CallerArn=ANN, **parameters)
    assert result["EvalDecision"] == "allowed"
    (statement,) = result["MatchedStatements"]
    assert (statement["SourcePolicyId"], statement["SourcePolicyType"]) == (
        "ResourcePolicy",
        "Resource Policy",
    )
    bob = ANN.replace("ann", "bob")
    assert decisions(custom(world, nothing, CallerArn=bob, **parameters)) == ["implicitDeny"]


def test_across_accounts_both_sides_are_told(world):
    queue = f"arn:aws:sqs:us-east-1:{OTHER}:queue"
    document = policy(allow("sqs:SendMessage"))
    parameters = {"actions": ("sqs:SendMessage",), "ResourceArns": [queue], "CallerArn": ANN}
    (result,) = custom(world, document, **parameters)
    assert result["EvalDecision"] == "implicitDeny"
    assert result["EvalDecisionDetails"] == {
        "IAM Policy": "allowed",
        "Resource Policy": "implicitDeny",
    }
    shared = policy(
        {"Effect": "Allow", "Principal": {"AWS": ANN}, "Action": "sqs:*", "Resource": queue}
    )
    (result,) = custom(world, document, **parameters, ResourcePolicy=shared)
    assert result["EvalDecision"] == "allowed"


@pytest.mark.parametrize("owner", [OTHER, f"arn:aws:iam::{OTHER}:root"])
def test_an_owner_may_be_told_where_the_arn_does_not(world, owner):
    (result,) = custom(world, OBJECTS, ResourceArns=[BUCKET], ResourceOwner=owner)
    assert result["EvalDecision"] == "implicitDeny"
    queue = f"arn:aws:sqs:us-east-1:{ACCOUNT}:queue"
    document = policy(allow("sqs:*"))
    parameters = {"actions": ("sqs:SendMessage",), "ResourceArns": [queue]}
    (result,) = custom(world, document, ResourceOwner=owner, **parameters)
    assert result["EvalDecision"] == "allowed"


# --- Trust policies, which AWS's simulator does not evaluate --------------------------------------


@pytest.mark.parametrize(
    ("document", "decision"),
    [
        (trust(AWS=ANN), "allowed"),
        (trust(AWS=ANN.replace("ann", "bob")), "implicitDeny"),
        (trust(AWS=ACCOUNT), "allowed"),
    ],
)
def test_the_policy_given_for_a_role_is_its_trust_policy(world, document, decision):
    may_assume = policy(allow("sts:AssumeRole"))
    (result,) = custom(
        world,
        may_assume,
        actions=("sts:AssumeRole",),
        ResourceArns=[APP],
        CallerArn=ANN,
        ResourcePolicy=document,
    )
    assert result["EvalDecision"] == decision


def test_a_federated_caller_is_decided_by_the_trust_policy_alone(world):
    provider = f"arn:aws:iam::{ACCOUNT}:saml-provider/ExampleCorp"
    document = policy(
        {
            "Effect": "Allow",
            "Principal": {"Federated": provider},
            "Action": "sts:AssumeRoleWithSAML",
            "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
        }
    )
    parameters = {
        "actions": ("sts:AssumeRoleWithSAML",),
        "ResourceArns": [APP],
        "CallerArn": provider,
        "ResourcePolicy": document,
    }
    (result,) = custom(world, OBJECTS, **parameters)
    assert result["EvalDecision"] == "implicitDeny"
    assert result["MissingContextValues"] == ["SAML:aud"]
    audience = entry("saml:aud", "https://signin.aws.amazon.com/saml")
    (result,) = custom(world, OBJECTS, **parameters, ContextEntries=[audience])
    assert result["EvalDecision"] == "allowed"


def test_the_trust_policy_that_a_role_has_is_asked(world):
    world.add_user("ann", allow("sts:AssumeRole"))
    world.call("CreateRole", RoleName="app", AssumeRolePolicyDocument=trust(AWS=ANN))
    closed = trust(Service="ec2.amazonaws.com")
    world.call("CreateRole", RoleName="closed", AssumeRolePolicyDocument=closed)
    results = principal(
        world,
        actions=("sts:AssumeRole",),
        ResourceArns=[APP, APP.replace("app", "closed"), APP.replace("app", "ghost")],
    )
    assert decisions(results) == ["allowed", "implicitDeny", "implicitDeny"]
    sources = [each["SourcePolicyId"] for each in results[0]["MatchedStatements"]]
    assert sources == ["role_app_trust", "user_ann_own"]


# --- Entities -------------------------------------------------------------------------------------


def test_a_user_has_its_policies_and_those_of_its_groups(world):
    world.add_user("ann", allow("s3:ListBucket"))
    world.call("CreateGroup", GroupName="team")
    world.call("AddUserToGroup", UserName="ann", GroupName="team")
    world.call("PutGroupPolicy", GroupName="team", PolicyName="g", PolicyDocument=OBJECTS)
    world.call("AttachGroupPolicy", GroupName="team", PolicyArn=READ_ONLY)
    results = principal(world, actions=("s3:ListBucket", "s3:GetObject", "sns:Publish"))
    sources = [[m["SourcePolicyId"] for m in each["MatchedStatements"]] for each in results]
    assert sources == [
        ["user_ann_own", "ReadOnlyAccess"],
        ["group_team_g", "ReadOnlyAccess"],
        [],
    ]
    group = f"arn:aws:iam::{ACCOUNT}:group/team"
    assert decisions(principal(world, group)) == ["allowed"]


def test_a_policy_that_is_not_known_says_nothing(world):
    world.managed.is_complete = False
    world.add_user("ann", allow("s3:ListBucket"))
    arn = "arn:aws:iam::aws:policy/Unknown"
    world.call("AttachUserPolicy", UserName="ann", PolicyArn=arn)
    results = principal(world, actions=("s3:GetObject", "s3:ListBucket"))
    assert decisions(results) == ["implicitDeny", "allowed"]


def test_policies_may_be_tried_besides_those_that_are_there(world):
    world.add_user("ann")
    assert decisions(principal(world)) == ["implicitDeny"]
    assert decisions(principal(world, PolicyInputList=[OBJECTS])) == ["allowed"]


def test_the_boundary_that_an_entity_has_counts_unless_another_is_given(world):
    world.call("CreatePolicy", PolicyName="edge", PolicyDocument=policy(allow("sns:*")))
    edge = f"arn:aws:iam::{ACCOUNT}:policy/edge"
    world.add_user("ann", allow("s3:*"), PermissionsBoundary=edge)
    (result,) = principal(world)
    assert result["EvalDecision"] == "implicitDeny"
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    other = principal(world, PermissionsBoundaryPolicyInputList=[OBJECTS])
    assert decisions(other) == ["allowed"]
    excluded = principal(world, PolicyExclusionList=[{"PolicyType": "permission-boundary"}])
    assert decisions(excluded) == ["allowed"]


@pytest.mark.parametrize(
    "excluded",
    [
        {"PolicyType": "aws-managed", "PolicyArn": READ_ONLY},
        {
            "InlinePolicyIdentifier": {
                "PolicyName": "own",
                "AttachmentType": "user",
                "AttachmentName": "ann",
            }
        },
    ],
    ids=["managed", "inline"],
)
def test_policies_may_be_left_out(world, excluded):
    world.add_user("ann", allow("s3:*"))
    world.call("AttachUserPolicy", UserName="ann", PolicyArn=READ_ONLY)
    (result,) = principal(world, PolicyExclusionList=[excluded])
    (left,) = [each["SourcePolicyId"] for each in result["MatchedStatements"]]
    assert left == ("user_ann_own" if "PolicyArn" in excluded else "ReadOnlyAccess")


def test_a_policy_of_another_holder_is_not_left_out(world):
    world.add_user("ann", allow("s3:*"))
    named = {"PolicyName": "own", "AttachmentType": "user", "AttachmentName": "bob"}
    excluded = [{"InlinePolicyIdentifier": named}, {"PolicyType": "inline"}]
    assert decisions(principal(world, PolicyExclusionList=excluded)) == ["allowed"]


def test_what_is_known_of_an_entity_is_in_the_context(world):
    home = allow("s3:GetObject", f"{BUCKET}/${{aws:username}}/${{aws:PrincipalTag/Team}}")
    world.add_user("ann", home, Tags=[("Team", "a")])
    paths = [f"{BUCKET}/ann/a", f"{BUCKET}/bob/a"]
    results = principal(world, ResourceArns=paths)
    assert decisions(results) == ["allowed", "implicitDeny"]
    assert results[0]["MissingContextValues"] == []
    given = [entry("AWS:UserName", "bob")]
    results = principal(world, ResourceArns=paths, ContextEntries=given)
    assert decisions(results) == ["implicitDeny", "allowed"]


@pytest.mark.parametrize(
    ("caller", "decision"),
    [
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/app/session", "allowed"),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/ghost/session", "implicitDeny"),
        (f"arn:aws:sts::{OTHER}:assumed-role/app/session", "implicitDeny"),
        (f"arn:aws:sts::{ACCOUNT}:federated-user/bob", "implicitDeny"),
    ],
)
def test_a_session_is_known_by_its_role(world, caller, decision):
    world.call(
        "CreateRole",
        RoleName="app",
        Path="/team/",
        AssumeRolePolicyDocument=trust(AWS=ACCOUNT),
        Tags=[("Team", "a")],
    )
    same = {
        "aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/team/app",
        "aws:PrincipalTag/Team": "a",
        "aws:PrincipalType": "AssumedRole",
    }
    document = policy(
        allow("s3:GetObject", StringEquals=same, StringLike={"aws:userid": "AROA*:session"})
    )
    (result,) = custom(world, document, CallerArn=caller)
    assert result["EvalDecision"] == decision


def test_keys_that_statements_about_the_action_ask_for_are_missing(world):
    document = policy(
        allow("s3:GetObject", Bool={"aws:SecureTransport": "true"}),
        allow("sns:Publish", StringEquals={"aws:RequestedRegion": "eu-west-1"}),
    )
    (result,) = custom(world, document)
    assert result["MissingContextValues"] == ["aws:SecureTransport"]
    (result,) = custom(world, document, ContextEntries=[entry("aws:securetransport", "true")])
    assert (result["EvalDecision"], result["MissingContextValues"]) == ("allowed", [])


def test_several_values_of_a_key_are_several(world):
    document = policy(allow("s3:GetObject", **{"ForAnyValue:StringEquals": {"aws:TagKeys": "b"}}))
    given = [entry("aws:TagKeys", "a", "b")]
    assert decisions(custom(world, document, ContextEntries=given)) == ["allowed"]


# --- The keys that policies ask for ---------------------------------------------------------------


def test_keys_are_listed_once_as_they_are_written_first(world):
    document = policy(
        allow(
            "s3:*",
            f"{BUCKET}/${{aws:username}}",
            StringEquals={"aws:PrincipalTag/Team": "${aws:userid}"},
            Bool={"aws:SecureTransport": "true"},
        ),
        allow("sns:*", Bool={"AWS:SECURETRANSPORT": "false"}),
    )
    names = world.call("GetContextKeysForCustomPolicy", PolicyInputList=[document])
    expected = {"aws:PrincipalTag/Team", "aws:SecureTransport", "aws:username", "aws:userid"}
    assert set(names["ContextKeyNames"]) == expected
    assert len(names["ContextKeyNames"]) == 4


def test_keys_of_an_entity_are_those_of_all_its_policies(world):
    world.add_user("ann", allow("s3:*", Bool={"aws:SecureTransport": "true"}))
    document = policy(allow("s3:*", IpAddress={"aws:SourceIp": "192.0.2.0/24"}))
    answer = world.call(
        "GetContextKeysForPrincipalPolicy", PolicySourceArn=ANN, PolicyInputList=[document]
    )
    assert answer["ContextKeyNames"] == ["aws:SecureTransport", "aws:SourceIp"]


# --- Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "begins"),
    [
        ({"PolicyInputList": ["{"]}, "PolicyInputList.1: Syntax errors in policy."),
        ({"ActionNames": ["s3:Get*"]}, "s3:Get* is not an action."),
        ({"ResourceArns": ["bucket"]}, "resource: 'bucket' is neither"),
        ({"ResourceOwner": "me"}, "ResourceOwner names no account."),
        ({"CallerArn": "ann"}, "CallerArn: 'ann' is no caller"),
        ({"CallerArn": f"arn:aws:iam::{ACCOUNT}:root"}, "CallerArn: no policy of its own"),
        ({"ResourcePolicy": trust(AWS=ANN)}, "CallerArn is required"),
        ({"ResourcePolicy": "{", "CallerArn": ANN}, "ResourcePolicy: This policy contains"),
        ({"ContextEntries": [entry("aws:a", "1"), entry("AWS:A", "1")]}, "The context key AWS:A"),
        ({"ContextEntries": [{"ContextKeyValues": ["1"]}]}, "A context entry needs"),
        ({"ContextEntries": [entry("aws:a", "x" * 20_481)]}, "context: 20481 characters"),
    ],
)
def test_what_no_simulation_can_be_about_is_refused(world, parameters, begins):
    base = {"PolicyInputList": [OBJECTS], "ActionNames": ["s3:GetObject"]}
    refusal = world.refuse("SimulateCustomPolicy", **(base | parameters))
    assert (refusal.aws_code, refusal.status) == ("InvalidInput", 400)
    assert refusal.message.startswith(begins)


@pytest.mark.parametrize(
    "arn",
    ["x" * 20, f"arn:aws:iam::{ACCOUNT}:policy/p", f"arn:aws:iam::{ACCOUNT}:user/", BUCKET + "xx"],
)
@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("SimulatePrincipalPolicy", {"ActionNames": ["s3:GetObject"]}),
        ("GetContextKeysForPrincipalPolicy", {}),
    ],
)
def test_only_users_groups_and_roles_have_policies(world, action, parameters, arn):
    refusal = world.refuse(action, PolicySourceArn=arn, **parameters)
    text = f"Invalid Entity Arn: {arn} does not clearly define entity type and name."
    assert wire(refusal) == ("InvalidInput", 400, text)


def test_an_entity_that_is_not_there_is_told_so(world):
    refusal = world.refuse(
        "SimulatePrincipalPolicy", PolicySourceArn=ANN, ActionNames=["s3:GetObject"]
    )
    assert (refusal.aws_code, refusal.status) == ("NoSuchEntity", 404)


def test_nobody_simulates_the_policies_of_whom_it_may_not(world):
    world.add_user("ann", allow("iam:SimulatePrincipalPolicy", ANN))
    world.add_user("bob")
    ann = world.user("ann")
    principal(world, by=ann)
    refusal = world.refuse(
        "SimulatePrincipalPolicy",
        by=ann,
        PolicySourceArn=ANN.replace("ann", "bob"),
        ActionNames=["s3:GetObject"],
    )
    assert refusal.aws_code == "AccessDenied"
