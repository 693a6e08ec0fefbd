"""Records in files as CloudTrail delivers them to S3: one JSON object a file, gzipped.

`AWSLogs/ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/ACCOUNT_CloudTrail_REGION_YYYYMMDDTHHmmZ_ID.json.gz`
(CloudTrail User Guide, "CloudTrail log file name format").
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from rolebridge.audit.cloudtrail import Record
from rolebridge.clock import parse_instant

PERIOD = timedelta(minutes=5)  # How often CloudTrail delivers.
MOST_RECORDS = 5_000


def build_files(records: Iterable[Record]) -> Iterator[tuple[str, bytes]]:
    """The path and the bytes of each file. The same records make the same files."""
    groups: dict[tuple[str, str, datetime], list[Record]] = {}
    for record in records:
        account = record.get("recipientAccountId") or "unknown"
        key = (account, record["awsRegion"], _begin_period(parse_instant(record["eventTime"])))
        groups.setdefault(key, []).append(record)
    for (account, region, begin), group in sorted(groups.items()):
        for start in range(0, len(group), MOST_RECORDS):
            content = _write(group[start : start + MOST_RECORDS])
            yield _build_path(account, region, begin, content), content


def _begin_period(instant: datetime) -> datetime:
    minutes = instant.minute - instant.minute % (PERIOD.seconds // 60)
    return instant.replace(minute=minutes, second=0, microsecond=0)


def _write(records: list[Record]) -> bytes:
    return gzip.compress(json.dumps({"Records": records}).encode(), mtime=0)


def _build_path(account: str, region: str, begin: datetime, content: bytes) -> str:
    unique = hashlib.sha256(content).hexdigest()[:16]
    name = f"{account}_CloudTrail_{region}_{begin:%Y%m%dT%H%M}Z_{unique}.json.gz"
    return f"AWSLogs/{account}/CloudTrail/{region}/{begin:%Y/%m/%d}/{name}"
