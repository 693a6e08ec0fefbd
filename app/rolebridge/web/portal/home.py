"""`/`: my accounts and roles."""

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from rolebridge.idp.portal import PortalView
from rolebridge.web.browser_session import get_person
from rolebridge.web.current import services
from rolebridge.web.portal.blueprint import portal

# Where the console opens when keys are wanted. A RelayState is no address of ours to redirect to,
# except below the console: the AWS side checks that by itself.
_KEYS = "/aws/console/keys"


@portal.get("/")
def home() -> ResponseReturnValue:
    """The roles that the rules give, and why the other rules give nothing; programs get JSON."""
    view = services().portal.view(get_person())
    if request.accept_mimetypes.best == "application/json":
        return jsonify(accounts=build_account_list(view))
    return render_template("portal/home.html", view=view, keys_path=_KEYS)


def build_account_list(view: PortalView) -> list[dict[str, object]]:
    """The accounts with their roles as plain data."""
    return [
        {
            "id": account.id,
            "alias": account.alias,
            "partition": account.partition,
            "roles": [
                {
                    "name": grant.role_name,
                    "role_arn": grant.role_arn,
                    "provider_arn": grant.provider_arn,
                    "rule": grant.rule,
                }
                for grant in account.roles
            ],
        }
        for account in view.accounts
    ]
