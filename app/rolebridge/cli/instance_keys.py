"""`rolebridge keys instance`: what makes stock clients find the role of an instance profile."""

import json

import click

from rolebridge.cli.root_keys import opened_workplace

_ON_INSTANCE = ("AWS_EC2_METADATA_SERVICE_ENDPOINT",)
_IN_CONTAINER = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN")


@click.command()
@click.argument("profile")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def instance(*, profile: str, as_json: bool) -> None:
    """Print what lets an application find its role.

    PROFILE is the name of an instance profile, or ACCOUNT:NAME. Whoever has the authorization
    token gets the credentials of the role.
    """
    with opened_workplace() as workplace:
        url = workplace.settings.url
        instances = workplace.build_instances()
        found = instances.get_instance(profile)
        variables = {
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": f"{url}/aws/imds/{profile}/",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{url}/aws/containers/{profile}",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": instances.build_authorization(found),
        }
    click.echo(json.dumps(variables, indent=2) if as_json else "\n".join(_write(variables)))


def _write(variables: dict[str, str]) -> list[str]:
    """Two blocks to paste, one for each way."""
    lines = ["# On an instance; the role trusts ec2.amazonaws.com:"]
    lines += [f"export {name}={variables[name]}" for name in _ON_INSTANCE]
    lines += ["# In a container; the role trusts ecs-tasks.amazonaws.com:"]
    return lines + [f"export {name}={variables[name]}" for name in _IN_CONTAINER]
