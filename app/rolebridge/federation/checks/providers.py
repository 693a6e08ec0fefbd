"""Issuers of OpenID Connect providers, read as those who verify tokens will read them."""

from rolebridge.federation.faults import show
from rolebridge.federation.placed import View
from rolebridge.federation.report import Report
from rolebridge.oidc.issuers import validate_issuer
from rolebridge.oidc.refusals import IssuerRefused


def check_issuers(root: View, report: Report) -> None:
    """Notes every URL that cannot be an issuer's."""
    for account in root.at("accounts").items:
        for provider in account.at("oidc_providers").items:
            _check_issuer(provider.at("url"), report)


def _check_issuer(url: View, report: Report) -> None:
    if url.text is None or report.has_fault_in(url.path):
        return
    try:
        validate_issuer(url.text)
    except IssuerRefused as refused:
        report.add(url.path, f"is not an issuer's URL: {refused}", value=show(url.text))
