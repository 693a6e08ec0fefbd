"""`/aws/`: from the request to an operation, and from its outcome to AWS's envelope."""

import logging

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from rolebridge.access.call import AWSCall
from rolebridge.access.context import RequestFacts
from rolebridge.access.model import Service, load_model
from rolebridge.access.refusals import AWSRefused
from rolebridge.errors import RolebridgeError
from rolebridge.sigv4 import SignedRequest
from rolebridge.web.aws.envelope import (
    build_error_json,
    build_error_xml,
    build_result_json,
    build_result_xml,
)
from rolebridge.web.aws.wire import (
    MAX_SIGNED_BODY_BYTES,
    MAX_UNSIGNED_BODY_BYTES,
    body_broken,
    body_too_large,
    parse_call,
)
from rolebridge.web.current import options, origin, request_id, services

_log = logging.getLogger("rolebridge.aws")


def build_blueprint() -> Blueprint:
    """The endpoint that `AWS_ENDPOINT_URL` names, with and without the slash that clients add."""
    blueprint = Blueprint("aws", __name__, url_prefix="/aws")
    for rule in ("", "/"):
        blueprint.add_url_rule(rule, "call", call, methods=["GET", "POST"])
    blueprint.register_error_handler(AWSRefused, answer_refusal)
    for kind in (SecurityError, HTTPException):
        blueprint.register_error_handler(kind, answer_http_error)
    blueprint.register_error_handler(Exception, answer_failure)
    return blueprint


def call() -> Response:
    """Answer one call."""
    received = parse_call(_read_request())
    g.aws_model = received.model
    fields = (
        services()
        .aws[received.model.service]
        .perform(
            AWSCall(
                received.action,
                received.parameters,
                received.request,
                origin(),
                RequestFacts(is_secure=options().is_https),
            )
        )
    )
    if _wants_json():
        body = build_result_json(received.action, fields, request_id())
    else:
        body = build_result_xml(received.model.namespace, received.action, fields, request_id())
    return _respond(body, 200)


def answer_refusal(error: AWSRefused) -> Response:
    """The refusal in AWS's words; what explains it stays in the audit trail."""
    return _answer_error(error.aws_code, error.message, error.status)


def answer_http_error(error: HTTPException) -> Response:
    """What the framework refuses before there is a call."""
    if isinstance(error, RequestEntityTooLarge):
        return answer_refusal(body_too_large())
    return _answer_error("ValidationError", error.name, error.code or 400)


def answer_failure(error: Exception) -> Response:
    """A fault of ours: the log has the trace, the client the request id."""
    if isinstance(error, RolebridgeError) and error.is_temporary:
        _log.warning("request %s: %s (%s)", request_id(), error, error.detail)
        text = "The request has failed due to a temporary failure of the server."
        return _answer_error("ServiceUnavailable", text, 503)
    _log.error("request %s failed", request_id(), exc_info=error)
    return _answer_error("InternalFailure", "An internal error has occurred.", 500)


def _read_request() -> SignedRequest:
    """The request as it was on the wire: the raw target, since WSGI's path is decoded."""
    is_signed = "Authorization" in request.headers
    request.max_content_length = MAX_SIGNED_BODY_BYTES if is_signed else MAX_UNSIGNED_BODY_BYTES
    target = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or ""
    path, _, query = target.partition("?")
    return SignedRequest(
        method=request.method,
        path=path,
        query=query,
        headers=tuple(request.headers.items()),
        body=_read_body(),
    )


def _read_body() -> bytes:
    try:
        return request.get_data(cache=False, parse_form_data=False)
    except HTTPException:
        raise
    except Exception as error:
        # What a server raises at a broken chunk has no type that all servers share.
        raise body_broken() from error


def _wants_json() -> bool:
    accepted = request.accept_mimetypes.best_match(("text/xml", "application/json"))
    return accepted == "application/json"


def _answer_error(code: str, message: str, status: int) -> Response:
    if _wants_json():
        return _respond(build_error_json(code, message, status, request_id()), status)
    # What names no service is answered as STS does.
    model = g.get("aws_model") or load_model(Service.STS)
    return _respond(build_error_xml(model.namespace, code, message, status, request_id()), status)


def _respond(body: bytes, status: int) -> Response:
    media_type = "application/json" if _wants_json() else "text/xml"
    response = Response(body, status, content_type=media_type)
    response.headers["x-amzn-RequestId"] = request_id()
    return response
