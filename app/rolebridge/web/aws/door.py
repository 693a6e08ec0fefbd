"""`/aws/` in front of the pages: a WSGI application of its own for calls of programs.

Programs call often and need nothing that pages are made of: no session, form, cookie or template.
A call that does not go through Flask costs half as much (measured with GetCallerIdentity). What
holds for every answer here holds for these too: our own names only, a request id, a line in the
log, the headers.
"""

import logging
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wsgi import get_input_stream

from rolebridge.access.call import AWSCall
from rolebridge.access.context import RequestFacts
from rolebridge.access.refusals import AWSRefused
from rolebridge.audit.events import Origin
from rolebridge.errors import RolebridgeError
from rolebridge.ids import new_uuid
from rolebridge.services import Services
from rolebridge.sigv4 import SignedRequest
from rolebridge.web.aws.answering import Answer, Form, build_refusal, build_result, choose_form
from rolebridge.web.aws.wire import (
    MAX_SIGNED_BODY_BYTES,
    MAX_UNSIGNED_BODY_BYTES,
    Call,
    body_broken,
    body_too_large,
    parse_call,
)
from rolebridge.web.options import WebOptions
from rolebridge.web.request_log import HEADER, log_request
from rolebridge.web.safe_headers import list_safe_headers
from rolebridge.web.visitors import clean_agent

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_NAME = "aws"  # Clients add slashes at either end; a signature covers them as they came.
# Here the issuer of a token may have to be asked, which nobody else should wait for.
_WITHOUT_TURN = frozenset({"AssumeRoleWithWebIdentity"})
_log = logging.getLogger("rolebridge.aws")


class AWSDoor:
    """Answers calls to AWS and hands everything else on.

    `services` gives the use cases, `turn` is taken while a call is performed: not while a slow
    sender's body is read, and not while an issuer is asked for its keys.
    """

    def __init__(
        self,
        inner: "WSGIApplication",
        services: Callable[[], Services],
        options: Callable[[], WebOptions],
        turn: Lock,
    ) -> None:
        self._inner = inner
        self._services = services
        self._options = options
        self._turn = turn

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if environ["PATH_INFO"].strip("/") != _NAME:
            return self._inner(environ, start_response)
        started = time.perf_counter()
        request_id = new_uuid(self._services().ids)
        form = choose_form(environ.get("HTTP_ACCEPT", ""))
        answer = self._answer(environ, request_id, form)
        headers = [
            ("Content-Type", form.value),
            ("Content-Length", str(len(answer.body))),
            ("x-amzn-RequestId", request_id),
            *list_safe_headers(is_https=self._options().is_https),
            (HEADER, request_id),
        ]
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
        log_request(environ, request_id, answer.status, started)
        return [answer.body]

    def _answer(self, environ: "WSGIEnvironment", request_id: str, form: Form) -> Answer:
        """The answer to a call, whatever becomes of it."""
        call: Call | None = None
        try:
            self._refuse_foreign(environ)
            request = _read_request(environ)
            with self._turn:
                call = parse_call(request)
                if call.action not in _WITHOUT_TURN:
                    return self._perform(call, environ, request_id, form)
            return self._perform(call, environ, request_id, form)
        except AWSRefused as refusal:
            error = (refusal.aws_code, refusal.message, refusal.status)
        except HTTPException as refused:
            error = ("ValidationError", refused.name, refused.code or 400)
        except Exception as fault:  # noqa: BLE001  (whatever it is, the client gets an envelope)
            error = _describe_fault(fault, request_id)
        return build_refusal(*error, call.model if call else None, request_id, form)

    def _refuse_foreign(self, environ: "WSGIEnvironment") -> None:
        """Only our own names, and the two methods that calls are made by.

        No browser leaves the name out, and no signature is good without it.
        """
        host = environ.get("HTTP_HOST")
        if host is not None and host.lower() not in self._options().hosts:
            raise AWSRefused("ValidationError", 400, "Bad Request", reason="host_unknown")
        if environ["REQUEST_METHOD"] not in ("GET", "POST"):
            raise AWSRefused("ValidationError", 405, "Method Not Allowed", reason="method")

    def _perform(
        self, call: Call, environ: "WSGIEnvironment", request_id: str, form: Form
    ) -> Answer:
        origin = Origin(
            request_id,
            environ.get("REMOTE_ADDR", ""),
            clean_agent(environ.get("HTTP_USER_AGENT", "")),
        )
        facts = RequestFacts(is_secure=self._options().is_https)
        service = self._services().aws[call.model.service]
        fields = service.perform(AWSCall(call.action, call.parameters, call.request, origin, facts))
        return build_result(fields, call, request_id, form)


def _read_request(environ: "WSGIEnvironment") -> SignedRequest:
    """The request as it was on the wire: the raw target, since WSGI's path is decoded."""
    target = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
    path, _, query = target.partition("?")
    return SignedRequest(
        method=environ["REQUEST_METHOD"],
        path=path,
        query=query,
        headers=tuple(_list_headers(environ)),
        body=_read_body(environ),
    )


def _list_headers(environ: "WSGIEnvironment") -> Iterable[tuple[str, str]]:
    """Every header that came (PEP 3333): two stand apart, the others below HTTP_."""
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            yield key[5:].replace("_", "-").title(), value
        elif key in ("CONTENT_TYPE", "CONTENT_LENGTH") and value:
            yield key.replace("_", "-").title(), value


def _read_body(environ: "WSGIEnvironment") -> bytes:
    """All of the body. Raises AWSRefused for one that is too long, or does not end as it says."""
    is_signed = "HTTP_AUTHORIZATION" in environ
    longest = MAX_SIGNED_BODY_BYTES if is_signed else MAX_UNSIGNED_BODY_BYTES
    try:
        return get_input_stream(environ, max_content_length=longest).read()
    except RequestEntityTooLarge:
        raise body_too_large() from None
    except HTTPException:
        raise
    except Exception as error:
        # What a server raises at a broken chunk has no type that all servers share.
        raise body_broken() from error


def _describe_fault(fault: Exception, request_id: str) -> tuple[str, str, int]:
    """A fault of ours: the log has the trace, the client the request id."""
    if isinstance(fault, RolebridgeError) and fault.is_temporary:
        _log.warning("request %s: %s (%s)", request_id, fault, fault.detail)
        text = "The request has failed due to a temporary failure of the server."
        return "ServiceUnavailable", text, 503
    _log.error("request %s failed", request_id, exc_info=fault)
    return "InternalFailure", "An internal error has occurred.", 500
