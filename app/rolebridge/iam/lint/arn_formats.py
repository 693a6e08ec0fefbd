"""Whether a resource pattern can be the ARN of some type of resource."""

import re
from dataclasses import dataclass, field

from rolebridge.iam.lint.effort import Effort
from rolebridge.iam.lint.globs import Alphabet
from rolebridge.iam.lint.shapes import ResourceShape
from rolebridge.iam.service_data import ResourceType
from rolebridge.iam.text import fold

_PLACE = re.compile(r"\$\{[A-Za-z0-9]+\}")
_BUCKET = ":::${BucketName}"
# Whose ARNs have exactly the region and account that the reference gives them.
_EXACT_SERVICES = frozenset({"iam", "s3"})


@dataclass(slots=True)
class ArnFormats:
    """The ARN formats of resource types as patterns, each read once, each question asked once."""

    effort: Effort
    _patterns: dict[str, tuple[ResourceShape, ...]] = field(default_factory=dict)
    _answers: dict[tuple[object, str], bool] = field(default_factory=dict)

    def can_be(self, resource: ResourceShape, kind: ResourceType) -> bool:
        """Whether some ARN of this type may be matched by the resource, given in lower case."""
        if not self.effort.spend():
            return True
        asked = (resource.key, kind.arn_format)
        if asked not in self._answers:
            self._answers[asked] = self._can_be(resource, kind.arn_format)
        return self._answers[asked]

    def _can_be(self, resource: ResourceShape, arn_format: str) -> bool:
        # Names of buckets hold no slash; of other parts of ARNs that is not certain.
        if arn_format.endswith(_BUCKET) and any("/" in each for each in resource.key):
            return False
        if arn_format not in self._patterns:
            self._patterns[arn_format] = tuple(_read(each) for each in arn_format.split(", "))
        return any(resource.can_meet(pattern) for pattern in self._patterns[arn_format])


def _read(text: str) -> ResourceShape:
    """One format as a pattern: whatever stands in `${...}` may be anything.

    A region or account that the reference leaves out is one that some services take all the same.
    """
    parts = fold(_PLACE.sub("*", text)).split(":", 5)
    if len(parts) == 6 and parts[2] not in _EXACT_SERVICES:
        parts[3] = parts[4] = "*"
    return ResourceShape.of(":".join(parts), Alphabet(), variables=False)
