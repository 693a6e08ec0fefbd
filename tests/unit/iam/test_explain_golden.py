"""What people read, word for word: every reason and every near miss, in the scene it is for."""

from rolebridge.iam import ANONYMOUS
from rolebridge.iam.explanation.mistakes import Mistake
from rolebridge.iam.explanation.reasons import ReasonCode
from support.golden import check_golden
from support.policies import ASSUME, SOURCE, TAG, decide, statement, trust
from support.questions import (
    ACCOUNT,
    BUCKET,
    EVERYTHING,
    NOTHING,
    OBJECT,
    OTHER_ACCOUNT,
    ROLE,
    ROOT,
    SESSION,
    USER,
    allow,
    ask,
    codes_of,
    deny,
    document,
    explain,
    identity,
    resource_policy,
)

KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/Orders"
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:resize"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:saml-provider/Corp"
DEEP = f"arn:aws:iam::{ACCOUNT}:role/team/blue/Deploy"
SIGN_IN = "https://signin.aws.amazon.com/saml"
BOB_TRUSTED = [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": USER}}]


def when(condition, **context):
    """Explain an Allow with a condition; `__` in a key of the context stands for its colon."""
    values = {key.replace("__", ":"): value for key, value in context.items()}
    return explain(identity=[allow(Condition=condition)], context=values)


def naming(principals, effect=allow, **asked):
    return explain(resource=[effect(Principal=principals)], **asked)


def sparing(effect, name, **asked):
    policy = [effect(Principal=None, NotPrincipal={"AWS": name})]
    return explain(resource=policy, account=ACCOUNT, **asked)


def covering(resource, on=OBJECT):
    return explain(identity=[allow(Resource=resource)], on=on)


def list_decisions():
    own = {"identity": EVERYTHING, "account": ACCOUNT}
    yield "own policies", explain(**own)
    yield "own identity", explain(identity=[deny()], action="sts:GetCallerIdentity", on="*")
    yield "owner not told", explain(identity=EVERYTHING)
    yield "no identity policy", explain(account=ACCOUNT)
    yield "identity silent", explain(**own | {"identity": NOTHING})
    yield "boundary silent", explain(**own, boundary=NOTHING)
    yield "session silent", explain(**own, session=NOTHING, by=SESSION)
    yield "scp level silent", explain(**own, scp=[allow(), *NOTHING])
    yield "explicit deny", explain(**own, scp=[allow(), deny(Sid="Never")])
    yield "caller named", explain(resource=resource_policy(USER), account=ACCOUNT)
    yield "role named", explain(resource=resource_policy(ROLE), by=SESSION, account=ACCOUNT)
    yield "account named", explain(resource=resource_policy(ROOT), account=ACCOUNT)
    yield "across accounts", explain(**own | {"account": OTHER_ACCOUNT})
    yield "key", explain(identity=EVERYTHING, on=KEY, action="kms:Decrypt")
    yield "role", explain(trust=BOB_TRUSTED, by=SESSION, on=ROLE, action="sts:AssumeRole")
    yield "root", explain(**own | {"identity": NOTHING}, by=ROOT)
    linked = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/x.amazonaws.com/Linked"
    yield "service-linked role", explain(**own, by=linked, scp=[deny()])
    yield "federated user", explain(**own, by=f"arn:aws:sts::{ACCOUNT}:federated-user/bob")
    yield "service", explain(by="sns.amazonaws.com", resource=resource_policy(USER))
    yield "anonymous", explain(by=ANONYMOUS, resource=resource_policy("*"))
    yield "anonymous and a role", explain(by=ANONYMOUS, on=ROLE, action="sts:AssumeRole")
    yield "organization", explain(**own, rcp=[deny(Principal="*", Action="sqs:*")])


def list_near_misses():
    yield "other service", explain(identity=[allow(Action="s3express:GetObject")])
    yield "misspelt", explain(identity=[allow(Action="s3:GetObjects")])
    yield "not action", explain(identity=[allow(Action=None, NotAction="iam:*")])
    yield "not action denies", explain(identity=[deny(Action=None, NotAction="iam:*")])
    yield "bucket", covering(BUCKET)
    yield "objects", covering(f"{BUCKET}/*", on=BUCKET)
    yield "qualifier", covering(FUNCTION, on=f"{FUNCTION}:7")
    yield "slash", covering(f"{BUCKET}/", on=BUCKET)
    yield "case", covering(OBJECT.replace("reports", "Reports"))
    yield "account", covering(TABLE.replace(ACCOUNT, OTHER_ACCOUNT), on=TABLE)
    yield "region", covering(TABLE.replace("west", "east"), on=TABLE)
    yield "partition", covering(TABLE.replace("aws", "aws-cn", 1), on=TABLE)
    yield "path", covering(f"arn:aws:iam::{ACCOUNT}:role/Deploy", on=DEEP)
    yield "other path", covering(DEEP.replace("blue", "red"), on=DEEP)
    yield "no resource", covering(OBJECT, on="*")
    yield "variable", covering(f"{BUCKET}/${{aws:username}}/*")
    old = document(allow(Resource=f"{BUCKET}/${{aws:username}}/*"), version="2008-10-17")
    yield "old version", ask(identity(old)).explain()
    yield "unique id", naming({"AWS": "AIDACKCEVSQ6C2EXAMPLE"})
    yield "other session", naming({"AWS": SESSION.replace("bob", "eve")}, by=SESSION)
    yield "provider's account", naming({"AWS": ACCOUNT}, by=PROVIDER)
    yield "not principal", sparing(allow, ROLE)
    yield "not principal denies", sparing(deny, ROLE)
    yield "not principal and boundary", sparing(deny, USER, boundary=EVERYTHING)
    yield "white space", when({"StringEquals": {"a:b": "x "}}, a__b="x")
    yield "literal wildcard", when({"StringEquals": {"a:b": "x*"}}, a__b="xy")
    yield "several values", when({"StringEquals": {"a:b": "x"}}, a__b=("x", "y"))
    yield "vacuous", when({"ForAllValues:StringEquals": {"a:b": "x"}})
    yield "conditions", when({"Bool": {"a:b": "true"}, "Null": {"a:c": "false"}}, a__b="no")
    principal_arn = {"ArnEquals": {"aws:PrincipalArn": SESSION}}
    yield "session for role", when(principal_arn, aws__PrincipalArn=ROLE)
    tag = {"StringEquals": {"aws:PrincipalTag/team": "x"}}
    request_tag = {"aws:RequestTag/Team": "x"}
    yield "other tag", explain(identity=[allow(Condition=tag)], context=request_tag)


def list_sign_ins():
    audience = {"StringEquals": {"SAML:aud": "urn:amazon:webservices"}}
    policy = trust(statement(Condition=audience), indent=2)
    yield "audience", decide(policy, {"saml:aud": SIGN_IN}).explain()
    yield "other way", decide(trust(statement(Action="sts:AssumeRole"))).explain()
    yield "tags", decide(trust(statement()), actions=(ASSUME, TAG)).explain()
    yield "source identity", decide(trust(statement()), actions=(ASSUME, SOURCE)).explain()
    yield "allowed", decide(trust(statement(Action="sts:*")), actions=(ASSUME, TAG)).explain()


def test_every_reason_and_near_miss_reads_as_it_was_reviewed():
    scenes = [*list_decisions(), *list_near_misses(), *list_sign_ins()]
    told = [
        code
        for _, explanation in scenes
        for report in explanation.actions
        for values in (
            report.reasons,
            explanation.near_misses,
            *(statement.near_misses for statement in report.statements),
        )
        for code in codes_of(values)
    ]

    assert {*told} == {*map(str, ReasonCode), *map(str, Mistake)}
    texts = ["\n".join([f"## {name}", *explanation.lines()]) for name, explanation in scenes]
    check_golden("iam/explanations.txt", "\n\n".join(texts) + "\n")
