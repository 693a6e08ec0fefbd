"""Results and refusals in the form that the client asks for."""

from dataclasses import dataclass
from enum import StrEnum

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from rolebridge.access.call import Fields
from rolebridge.access.model import Service, ServiceModel, load_model
from rolebridge.web.aws.envelope import (
    build_error_json,
    build_error_xml,
    build_result_json,
    build_result_xml,
)
from rolebridge.web.aws.wire import Call


class Form(StrEnum):
    """The forms of an answer, by their media type."""

    XML = "text/xml"
    JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes over the wire."""

    status: int
    body: bytes


def choose_form(accept: str) -> Form:
    """JSON for who prefers it by an Accept header, else XML."""
    if "json" not in accept:
        return Form.XML
    best = parse_accept_header(accept, MIMEAccept).best_match([form.value for form in Form])
    return Form(best) if best else Form.XML


def build_result(fields: Fields, call: Call, request_id: str, form: Form) -> Answer:
    """A call that was performed."""
    if form is Form.JSON:
        return Answer(200, build_result_json(call.action, fields, request_id))
    return Answer(200, build_result_xml(call.model.namespace, call.action, fields, request_id))


def build_refusal(  # noqa: PLR0917  (code, message and status are one error)
    code: str, message: str, status: int, model: ServiceModel | None, request_id: str, form: Form
) -> Answer:
    """One that was not. What names no service is answered as STS does."""
    if form is Form.JSON:
        return Answer(status, build_error_json(code, message, status, request_id))
    namespace = (model or load_model(Service.STS)).namespace
    return Answer(status, build_error_xml(namespace, code, message, status, request_id))
