"""`rolebridge keys`: what is in the key ring, and the steps of a rollover."""

import hashlib
import json
from datetime import datetime
from typing import Any

import click
from cryptography import x509

from rolebridge.bootstrap import Workplace
from rolebridge.cli.instance_keys import instance
from rolebridge.cli.root_keys import build_key_event, opened_workplace, root
from rolebridge.keys import KeyChangeRefused, KeyRing, KeyUse
from rolebridge.keys.pairs import BITS, DEFAULT_BITS
from rolebridge.keys.resealing import reseal_provider_keys, reseal_secrets, reseal_seeds

_PAIRS = (KeyUse.SIGNING, KeyUse.ENCRYPTION)
_use_of_pair = click.option(
    "--use",
    type=click.Choice([use.value for use in _PAIRS]),
    default=KeyUse.SIGNING.value,
    show_default=True,
)


@click.group()
def keys() -> None:
    """Signing, encryption and sealing keys, and root access keys.

    A rollover: `new` publishes the next key in the metadata; when everybody has read that,
    `promote` puts it in use; when nothing of the old one is on its way any more, `retire` removes
    it. A running server follows each step without a restart.
    """


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_keys(*, as_json: bool) -> None:
    """List the keys: use, place and certificate."""
    with opened_workplace() as workplace:
        click.echo(format_keys(workplace.key_ring, as_json=as_json))


@keys.command()
@_use_of_pair
@click.option(
    "--bits",
    type=click.Choice([str(bits) for bits in BITS]),
    default=str(DEFAULT_BITS),
    show_default=True,
    help="Length of the RSA key.",
)
def new(*, use: str, bits: str) -> None:
    """Make the next key. Metadata publishes it; nothing uses it yet."""
    with opened_workplace() as workplace:
        key_id = workplace.key_ring.add_next(KeyUse(use), bits=int(bits))
        record_change(workplace, "new", KeyUse(use), key_id)
    click.echo(f"{key_id} is the next {use} key. Promote it when everybody has read the metadata.")


@keys.command()
@_use_of_pair
def promote(*, use: str) -> None:
    """Put the next key in use. The one in use becomes a previous one."""
    with opened_workplace() as workplace:
        key_id = workplace.key_ring.promote(KeyUse(use))
        record_change(workplace, "promote", KeyUse(use), key_id)
    click.echo(f"{key_id} is the {use} key in use. Retire the previous one when it is done with.")


@keys.command()
@click.argument("key_id")
def retire(key_id: str) -> None:
    """Remove a previous key and its files. Likewise a next one that was a mistake."""
    with opened_workplace() as workplace:
        use = find_use(workplace.key_ring, key_id)
        if use is KeyUse.SEALING:
            _reseal(workplace)  # Nothing stored may need the key when it is gone.
        workplace.key_ring.retire(use, key_id)
        record_change(workplace, "retire", use, key_id)
    click.echo(f"{key_id} is gone.")


@keys.command("rotate-sealing")
def rotate_sealing() -> None:
    """Seal with a new key from now on. Stored secrets are sealed anew.

    The old key stays for the session tokens that were sealed with it: retire it when the longest
    session (12 hours) is over.
    """
    with opened_workplace() as workplace:
        old_id, _ = workplace.key_ring.current()
        key_id = workplace.key_ring.rotate_sealing()
        count = _reseal(workplace)
        record_change(workplace, "rotate", KeyUse.SEALING, key_id)
    click.echo(f"{key_id} is the sealing key in use; {count} stored secrets were sealed anew.")
    click.echo(f"After 12 hours: rolebridge keys retire {old_id}")


def find_use(ring: KeyRing, key_id: str) -> KeyUse:
    """The use of a key. Raises KeyChangeRefused when there is no such key."""
    for use in KeyUse:
        if key_id in [each for _, each in ring.slots(use).ids()]:
            return use
    raise KeyChangeRefused(f"There is no key {key_id!r}; `rolebridge keys list` names them.")


def record_change(workplace: Workplace, step: str, use: KeyUse, key_id: str) -> None:
    """The audit row of a step, in a transaction of its own: keys are files."""
    with workplace.store.unit_of_work() as unit:
        facts = {"change": step, "use": use.value}
        unit.audit.record(build_key_event(workplace, key_id, facts))
        unit.commit()


def format_keys(ring: KeyRing, *, as_json: bool) -> str:
    """One line for each key."""
    values = [
        {"use": use.value, "slot": slot.value, "id": key_id, **_describe(ring, use, key_id)}
        for use in KeyUse
        for slot, key_id in ring.slots(use).ids()
    ]
    if as_json:
        return json.dumps(values, indent=2)
    return "\n".join(_as_line(value) for value in values)


def _describe(ring: KeyRing, use: KeyUse, key_id: str) -> dict[str, Any]:
    der = ring.certificate(use, key_id)
    if der is None:
        return {}
    certificate = x509.load_der_x509_certificate(der)
    return {
        "sha256": hashlib.sha256(der).hexdigest(),
        "not_after": _format_day(certificate.not_valid_after_utc),
    }


def _as_line(value: dict[str, Any]) -> str:
    line = f"{value['use']:<10}  {value['slot']:<8}  {value['id']}"
    if "sha256" in value:
        line += f"  until {value['not_after']}  sha256 {value['sha256']}"
    return line


def _format_day(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d}"


def _reseal(workplace: Workplace) -> int:
    with workplace.store.unit_of_work() as unit:
        ring, ids = workplace.key_ring, workplace.ids
        count = reseal_secrets(unit.access_keys, ring, ids)
        count += reseal_seeds(unit.mfa_devices, ring, ids)
        count += reseal_provider_keys(unit.organisation, ring, ids)
        unit.commit()
    return count


keys.add_command(root)
keys.add_command(instance)
