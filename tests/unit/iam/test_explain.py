import pytest

from rolebridge.iam import Outcome
from rolebridge.iam.explanation.differences import Element
from rolebridge.iam.explanation.mistakes import Mistake
from support.policies import ASSUME, PROVIDER, ROLE, SOURCE, TAG, decide, statement, trust

AWS_URL = "https://signin.aws.amazon.com/saml"


def explain(policy, context=None, **asked):
    return decide(policy, context, **asked).explain()


def first(explanation):
    return explanation.actions[0].statements[0]


def mistakes(report):
    return [miss.mistake for miss in report.near_misses]


def test_the_first_element_that_failed_is_told_with_expected_and_actual():
    other = "arn:aws:iam::111122223333:saml-provider/Other"
    policy = trust(
        statement(Sid="ForTags", Action=[TAG, SOURCE]),
        statement(Principal={"Federated": other, "Service": "ec2.amazonaws.com"}),
        statement(Condition={"StringEquals": {"saml:sub": ["bob", "carol"]}}),
        statement(Effect="Deny", Condition={"Bool": {"aws:SecureTransport": "false"}}),
        indent=1,
    )

    reports = explain(policy, {"saml:sub": "alice"}).actions[0].statements

    assert [(r.failed, r.expected, r.actual) for r in reports] == [
        (Element.ACTION, (TAG, SOURCE), ASSUME),
        (Element.PRINCIPAL, (f"Federated: {other}", "Service: ec2.amazonaws.com"), PROVIDER),
        (Element.CONDITION, ("StringEquals bob", "StringEquals carol"), "saml:sub = alice"),
        (Element.CONDITION, ("Bool false",), "aws:SecureTransport = no such key"),
    ]
    assert [r.name for r in reports][:2] == [
        "Allow statement 1 (ForTags), line 4",
        "Allow statement 2, line 15",
    ]


def test_a_condition_is_told_with_policy_resolved_and_request_values():
    policy = trust(
        statement(Condition={"StringLikeIfExists": {"SAML:Sub": ["${saml:doc}*", "${aws:userid}"]}})
    )

    (report,) = first(explain(policy, {"saml:sub": "bob", "saml:doc": "al"})).conditions

    assert report.as_dict() == {
        "operator": "StringLikeIfExists",
        "key": "SAML:Sub",
        "policyValues": ["${saml:doc}*", "${aws:userid}"],
        "resolvedValues": ["al*", None],
        "requestValues": ["bob"],
        "missing": False,
        "met": False,
        "nearMisses": [
            {
                "code": "variable_without_value",
                "text": "A variable of '${aws:userid}' has no single value in this request and no "
                "default.",
            }
        ],
    }


def test_every_condition_is_reported_met_or_not():
    policy = trust(
        statement(
            Condition={"Null": {"saml:sub": "true", "saml:iss": "true", "aws:TagKeys": "true"}}
        )
    )

    report = first(explain(policy, {"saml:iss": "x", "aws:TagKeys": ()}))

    found = [(c.key, c.is_met, c.is_missing) for c in report.conditions]
    assert found == [
        ("saml:sub", True, True),
        ("saml:iss", False, False),
        ("aws:TagKeys", True, True),
    ]
    assert report.conditions[2].as_dict()["requestValues"] == []
    assert report.conditions[0].as_dict()["requestValues"] is None
    assert report.actual == "saml:iss = x"


def test_the_sentence_names_action_and_cause_and_no_condition_value():
    context = {"saml:sub": "alice"}
    hidden = {"StringEquals": {"saml:sub": "bob"}}
    allowed = explain(trust(statement(Action="sts:*")), context, actions=(ASSUME, TAG))
    implicit = explain(trust(statement(Condition=hidden)), context)
    explicit = explain(trust(statement(Effect="Deny")), context)

    assert implicit.sentence == (
        f"{PROVIDER} is not authorized to perform: {ASSUME} on resource: {ROLE} "
        f"because no role trust policy allows the {ASSUME} action"
    )
    assert explicit.cause == "with an explicit deny in the role trust policy"
    assert allowed.sentence.startswith(f"{PROVIDER} is authorized to perform: {ASSUME}, {TAG} on")


def test_the_tree_and_the_lines_say_the_same():
    policy = trust(
        statement(Condition={"StringEquals": {"SAML:aud": AWS_URL + "/"}}),
        statement(Action="sts:AssumeRole", Principal="*"),
        statement(Principal="*", Effect="Deny", Condition={"Null": {"saml:sub": "false"}}),
    )

    explanation = explain(policy, {"saml:aud": AWS_URL})
    tree = explanation.as_dict()

    assert tree["outcome"] == "ImplicitlyDenied"
    assert (tree["decidingAction"], tree["decidingLayer"]) == (ASSUME, "trust")
    assert [s["failedElement"] for s in tree["actions"][0]["layers"][0]["statements"]] == [
        "Condition",
        "Action",
        "Condition",
    ]
    assert explanation.lines() == [
        explanation.sentence,
        f"{ASSUME}: ImplicitlyDenied (trust)",
        (
            "  - A caller whom an identity provider vouches for has no policies of its own: the "
            "role trust policy alone decides."
        ),
        "  trust does not allow it",
        (
            f"    Allow statement 1, line 1: Condition is SAML:aud = {AWS_URL}, "
            f"not StringEquals {AWS_URL}/"
        ),
        f"      '{AWS_URL}/' and '{AWS_URL}' differ in a slash at the end only.",
        "    Deny statement 3, line 1: Condition is saml:sub = no such key, not Null false",
        f"    Allow statement 2, line 1: Action is {ASSUME}, not sts:AssumeRole",
        f"      The statement names sts:AssumeRole, but the call is {ASSUME}.",
    ]


def test_a_matching_statement_says_so():
    assert explain(trust(statement())).lines()[-1] == (
        "    Allow statement 1, line 1: matches, naming the caller"
    )


def test_a_negated_action_element_is_told_as_such():
    policy = trust(statement(Action=None, NotAction=[ASSUME]))

    assert first(explain(policy)).expected == (f"anything but {ASSUME}",)


@pytest.mark.parametrize(
    ("condition", "context", "mistake"),
    [
        ({"StringEquals": {"saml:sub": "Alice"}}, {"saml:sub": "alice"}, Mistake.CASE_DIFFERS),
        ({"StringLike": {"saml:sub": "ALICE"}}, {"saml:sub": "alice"}, Mistake.CASE_DIFFERS),
        ({"StringEquals": {"saml:sub": "alice "}}, {"saml:sub": "alice"}, Mistake.WHITE_SPACE),
        (
            {"StringEquals": {"saml:aud": AWS_URL}},
            {"saml:aud": AWS_URL + "/"},
            Mistake.TRAILING_SLASH,
        ),
        ({"StringEquals": {"saml:sub": "al*"}}, {"saml:sub": "alice"}, Mistake.WILDCARD_IS_LITERAL),
        (
            {"StringEquals": {"SAML:aud": "urn:amazon:webservices"}},
            {"saml:aud": AWS_URL},
            Mistake.AUDIENCE_FOR_RECIPIENT,
        ),
        (
            {"StringEquals": {"aws:TagKeys": "a"}},
            {"aws:TagKeys": ("a", "b")},
            Mistake.SEVERAL_VALUES,
        ),
        (
            {"StringNotEquals": {"aws:TagKeys": "z"}},
            {"aws:TagKeys": ("a", "b")},
            Mistake.SEVERAL_VALUES,
        ),
        (
            {"StringEquals": {"saml:sub": "${saml:doc}"}},
            {"saml:sub": "alice"},
            Mistake.VARIABLE_WITHOUT_VALUE,
        ),
    ],
)
def test_a_condition_that_nearly_matched_says_what_is_wrong(condition, context, mistake):
    report = first(explain(trust(statement(Condition=condition)), context))

    assert mistakes(report) == [mistake]


@pytest.mark.parametrize(
    ("condition", "context"),
    [
        ({"StringEquals": {"saml:sub": "bob"}}, {"saml:sub": "alice"}),
        ({"StringEquals": {"saml:sub": "b*"}}, {"saml:sub": "alice"}),
        ({"StringEquals": {"saml:sub": "bob"}}, {}),
        ({"StringNotEquals": {"saml:sub": "alice"}}, {"saml:sub": "alice"}),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}, {"aws:TagKeys": ("b", "c")}),
    ],
)
def test_a_condition_that_simply_does_not_match_has_no_near_miss(condition, context):
    assert mistakes(first(explain(trust(statement(Condition=condition)), context))) == []


def test_a_variable_in_an_old_document_is_told():
    policy = trust(
        statement(Condition={"StringEquals": {"saml:sub": "${saml:doc}"}}), version="2008-10-17"
    )

    report = first(explain(policy, {"saml:sub": "x", "saml:doc": "x"}))

    assert mistakes(report) == [Mistake.VARIABLE_IN_OLD_VERSION]


def test_for_all_values_that_is_met_by_absence_is_told_even_when_the_call_is_allowed():
    policy = trust(statement(Condition={"ForAllValues:StringEquals": {"aws:TagKeys": "team"}}))

    explanation = explain(policy)

    assert explanation.outcome is Outcome.ALLOWED
    assert mistakes(first(explanation)) == [Mistake.VACUOUS_FOR_ALL_VALUES]
    assert mistakes(first(explain(policy, {"aws:TagKeys": ("team",)}))) == []


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ({"Federated": PROVIDER.lower()}, [Mistake.CASE_DIFFERS]),
        ({"Federated": PROVIDER.replace("1111", "4444")}, [Mistake.OTHER_ACCOUNT]),
        ({"Federated": PROVIDER.replace("aws:", "aws-cn:")}, [Mistake.OTHER_PARTITION]),
        ({"Federated": "accounts.google.com"}, []),
        ({"AWS": "111122223333"}, [Mistake.ACCOUNT_IS_NOT_PROVIDER]),
        ({"AWS": "arn:aws:iam::111122223333:root"}, [Mistake.ACCOUNT_IS_NOT_PROVIDER]),
        ({"AWS": "444455556666"}, []),
        ({"AWS": "arn:aws:iam::111122223333:role/ReadOnly"}, []),
        ({"AWS": "AROADBQP57FF2AEXAMPLE"}, []),
        ({"Service": "ec2.amazonaws.com"}, []),
    ],
)
def test_a_principal_that_meant_the_caller_says_what_is_wrong(principal, expected):
    assert mistakes(first(explain(trust(statement(Principal=principal))))) == expected


def test_a_caller_without_a_provider_arn_is_compared_all_the_same():
    policy = trust(statement(Principal={"Federated": PROVIDER, "AWS": "111122223333"}))

    report = first(explain(policy, principal="accounts.google.com"))

    assert (report.failed, mistakes(report)) == (Element.PRINCIPAL, [])


@pytest.mark.parametrize(
    ("action", "mistake"),
    [(TAG, Mistake.TAG_SESSION_MISSING), (SOURCE, Mistake.SET_SOURCE_IDENTITY_MISSING)],
)
def test_a_further_action_that_nobody_allows_is_named(action, mistake):
    explanation = explain(trust(statement()), actions=(ASSUME, action))

    assert mistakes(explanation) == [mistake]
    assert explanation.lines()[1] == explanation.near_misses[0].text


def test_a_further_action_is_not_the_reason_when_the_role_itself_is_refused():
    explanation = explain(trust(statement(Action=TAG)), actions=(TAG, ASSUME))
    denied = explain(
        trust(statement(), statement(Effect="Deny", Action=TAG)), actions=(ASSUME, TAG)
    )

    further = explain(trust(statement(Action=SOURCE)), actions=(SOURCE, TAG))
    only_bob = {"StringEquals": {"saml:sub": "bob"}}
    neither = explain(trust(statement(Condition=only_bob)), actions=(TAG, ASSUME))

    assert (explanation.action, mistakes(explanation)) == (ASSUME, [])
    assert (further.action, mistakes(further)) == (TAG, [])
    assert (neither.action, mistakes(neither)) == (TAG, [])
    assert (denied.action, mistakes(denied)) == (TAG, [])


def test_the_explanation_is_worked_out_only_when_asked_and_for_the_same_request():
    decision = decide(trust(statement()), {"saml:sub": "alice"})

    assert decision.explain() == decision.explain()
    assert decision.requests[0].context.find("saml:sub") == ("alice",)
