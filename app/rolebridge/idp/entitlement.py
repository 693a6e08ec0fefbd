"""Which roles a person may be sent to AWS with, and why not others."""

from rolebridge.arn import InvalidARN, parse_role_arn
from rolebridge.directory.mapping import collect_grants, could_grant, evaluate_rules
from rolebridge.directory.people import Person
from rolebridge.directory.rules import RoleGrant, RuleResult
from rolebridge.federation.configuration import Configuration
from rolebridge.idp.refusals import RoleNotGranted


def get_grants(
    person: Person, configuration: Configuration, role_arn: str | None = None
) -> tuple[RoleGrant, ...]:
    """The roles that the rules give, or those of them with this ARN. Raises RoleNotGranted.

    One role may be granted through several providers; all of them are given then.
    """
    results = evaluate_rules(person, configuration.rules, configuration)
    granted = collect_grants(results)
    if role_arn is not None:
        granted = tuple(grant for grant in granted if grant.role_arn == role_arn)
        results = _concerning(role_arn, results, configuration)
    if not granted:
        raise RoleNotGranted(person.username, role_arn, results)
    return granted


def _concerning(
    role_arn: str, results: tuple[RuleResult, ...], configuration: Configuration
) -> tuple[RuleResult, ...]:
    try:
        wanted = parse_role_arn(role_arn)
    except InvalidARN:
        return ()
    return tuple(each for each in results if could_grant(each.rule, wanted, configuration))
