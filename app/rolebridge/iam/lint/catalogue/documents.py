"""Rows about files and documents as a whole."""

from rolebridge.iam.lint.catalogue.entry import Entry
from rolebridge.iam.lint.codes import Code, Severity

ENTRIES = {
    Code.FILE_UNREADABLE: Entry(
        Severity.ERROR,
        "{text}",
        "Mend the file first: nothing else is certain about it.",
    ),
    Code.POLICY_MALFORMED: Entry(
        Severity.ERROR,
        "{text}{aws}",
        "Mend it first: AWS refuses the document as it is.",
    ),
    Code.VERSION_MISSING: Entry(
        Severity.SUGGESTION,
        "Without Version a document is read as 2008-10-17, which has no policy variables.",
        'Add "Version": "2012-10-17".',
    ),
    Code.VARIABLE_IN_OLD_VERSION: Entry(
        Severity.WARNING,
        "{text!r} is plain text here: policy variables need Version 2012-10-17.",
        'Set "Version" to "2012-10-17".',
    ),
    Code.DOCUMENT_NEARLY_FULL: Entry(
        Severity.WARNING,
        "The document has {size} of the {quota} characters that it may have (white space not "
        "counted).",
        "Join statements that differ in one element only, or split the document before it "
        "has to grow.",
    ),
    Code.SID_EMPTY: Entry(
        Severity.SUGGESTION,
        "An empty Sid names nothing.",
        "Give the statement a name, or leave the element out.",
    ),
    Code.SID_REPEATED: Entry(
        Severity.WARNING,
        "{sid!r} names statement {other} already.",
        "Give each statement a name of its own: IAM policies may not repeat one.",
    ),
}
