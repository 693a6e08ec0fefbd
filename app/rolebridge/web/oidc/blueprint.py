"""The blueprint object, in a file of its own so that each view module can register on it."""

from flask import Blueprint

oidc = Blueprint("oidc", __name__, url_prefix="/oidc")
