"""Templates that a person fills: which placeholders they know."""

from rolebridge.directory.placeholders import InvalidTemplate, Template, parse_template
from rolebridge.federation.faults import show
from rolebridge.federation.placed import View
from rolebridge.federation.report import Report
from rolebridge.federation.schema.services import PERSON_PLACEHOLDERS


def is_person_placeholder(name: str) -> bool:
    """Whether a person fills `{name}`."""
    prefix, _, attribute = name.partition("attribute.")
    return name in ("username", "email") or (not prefix and bool(attribute))


def find_template(view: View, report: Report) -> Template | None:
    """The template that stands there; its fault is noted where it is none."""
    if view.text is None or report.has_fault_in(view.path):
        return None
    try:
        return parse_template(view.text)
    except InvalidTemplate as error:
        report.add(view.path, error.reason, value=show(view.text))
        return None


def check_person_template(view: View, report: Report) -> Template | None:
    """The template, where only what a person fills stands in it; faults are noted."""
    template = find_template(view, report)
    if template is None:
        return None
    for name in template.names:
        if not is_person_placeholder(name):
            rule = f"holds {{{name}}}; known are {PERSON_PLACEHOLDERS}"
            report.add(view.path, rule, value=show(view.text))
    return template
