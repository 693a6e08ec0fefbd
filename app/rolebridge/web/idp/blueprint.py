"""The blueprint object, in a file of its own so that each view module can register on it."""

from flask import Blueprint

idp = Blueprint("idp", __name__)
