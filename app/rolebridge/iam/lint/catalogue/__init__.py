"""Everything lint can find, as data: code, severity, a sentence, and what mends it.

Pages and commands read the same rows. One module for each family of them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from rolebridge.iam.lint.catalogue import conditions, documents, elements, statements, trust
from rolebridge.iam.lint.catalogue.entry import Entry
from rolebridge.iam.lint.codes import Code

__all__ = ["CATALOGUE", "Entry"]

CATALOGUE: Mapping[Code, Entry] = MappingProxyType(
    documents.ENTRIES | elements.ENTRIES | trust.ENTRIES | conditions.ENTRIES | statements.ENTRIES
)
