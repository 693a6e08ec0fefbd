"""Settings: environment `ROLEBRIDGE_*` over a TOML file named by `ROLEBRIDGE_CONFIG`.

Every fault is reported at once. `SETTINGS` is the one list of names; the table in README.md is
tested against it.
"""

import ipaddress
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rolebridge.errors import RolebridgeError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingsInvalid(RolebridgeError):
    """One or more settings are wrong; `faults` names each with its value and rule."""

    code = "settings_invalid"

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("The settings are wrong:\n" + "\n".join(f"  {fault}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name behind `ROLEBRIDGE_`, the default as text, and what it is for."""

    name: str
    default: str
    purpose: str


SETTINGS: tuple[Setting, ...] = (
    Setting("URL", "", "Public base URL; empty means http://localhost and the port of BIND."),
    Setting("BIND", "127.0.0.1:8000", "Address and port to listen on."),
    Setting("DATABASE_URL", "", "SQLAlchemy URL; empty means SQLite in ROLEBRIDGE_HOME."),
    Setting("SECRET_KEY", "", "At least 32 characters; empty means the file secret-key in HOME."),
    Setting("HOME", "./var", "Folder of keys, database and secrets."),
    Setting("WORKERS", "2", "Worker processes of the web server, 1 to 64."),
    Setting("THREADS", "4", "Threads of each worker, 1 to 64."),
    Setting("ENTITY_ID", "", "Entity ID of the identity provider; empty means URL/saml/metadata."),
    Setting(
        "SESSION_IDLE_MINUTES", "30", "A browser session ends after this long unused, 1 to 1440."
    ),
    Setting("SESSION_HOURS", "12", "A browser session ends after this long in any case, 1 to 168."),
    Setting("CLOCK_SKEW_SECONDS", "60", "Clock difference allowed in assertions, 0 to 300."),
    Setting("STS_SINGLE_USE", "false", "true: the STS door takes an assertion once for each role."),
    Setting(
        "STS_DISABLED_REGIONS",
        "",
        "Regions in which STS gives no credentials, with commas between.",
    ),
    Setting(
        "MANAGEMENT_ACCOUNT",
        "",
        "Account whose callers may act as the root of others (AssumeRoot); empty: none.",
    ),
    Setting("TRUSTED_PROXIES", "0", "Proxies in front whose X-Forwarded-For is believed, 0 to 4."),
    Setting(
        "INSTANCE_NETWORKS",
        "127.0.0.0/8,::1/128",
        "Networks that get the credentials of instance profiles, with commas between.",
    ),
    Setting("IMDS_V1", "false", "true: instance metadata is answered without a session, too."),
    Setting(
        "AWS_MANAGED_POLICIES",
        "",
        "File or folder of AWS's managed policies; empty: a few built in.",
    ),
    Setting(
        "WEB_IDENTITY_KEYS",
        "",
        "Folder with NAME.json key sets, such as accounts.google.com.json; empty: none.",
    ),
    Setting("LOG_LEVEL", "info", "debug, info, warning or error."),
)

# Names below the same prefix that are no settings: where the file is, and the password that
# `rolebridge credentials` takes when there is no terminal.
NOT_SETTINGS = frozenset({"CONFIG", "PASSWORD"})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked. `secret_key` may be empty: then `home/secret-key` holds it."""

    url: str
    bind: str
    database_url: str
    secret_key: str
    home: Path
    workers: int
    threads: int
    entity_id: str
    session_idle_minutes: int
    session_hours: int
    clock_skew_seconds: int
    sts_single_use: bool
    sts_disabled_regions: frozenset[str]
    management_account: str | None
    trusted_proxies: int
    instance_networks: tuple[Network, ...]
    imds_v1: bool
    aws_managed_policies: Path | None
    web_identity_keys: Path | None
    log_level: str
    demo: bool = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str], *, demo: bool = False) -> "Settings":
        """Read, check and complete the settings. Raises SettingsInvalid with every fault."""
        return _Reader(environ).read(demo=demo)

    @property
    def is_loopback(self) -> bool:
        """Whether the public URL is on this machine, where plain http is allowed."""
        return _is_loopback_host(urlsplit(self.url).hostname or "")

    @property
    def is_https(self) -> bool:
        """Whether people reach us by https."""
        return self.url.startswith("https://")


class _Reader:
    """Collects faults while the settings are read, so that all are told at once."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.faults: list[str] = []
        self.values = {setting.name: setting.default for setting in SETTINGS}
        self._read_file(environ.get("ROLEBRIDGE_CONFIG", ""))
        for key, value in environ.items():
            name = key.removeprefix("ROLEBRIDGE_")
            if name in self.values and name != key:
                self.values[name] = value
            elif name != key and name not in NOT_SETTINGS:
                self.faults.append(f"{key}: there is no such setting")
        if not self.values["URL"]:
            self.values["URL"] = "http://localhost:" + self.values["BIND"].rpartition(":")[2]

    def _read_file(self, path: str) -> None:
        if not path:
            return
        try:
            table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self.faults.append(f"ROLEBRIDGE_CONFIG={path}: {error}")
            return
        for key, value in table.items():
            if key.upper() not in self.values:
                self.faults.append(f"{path}: {key} is not a setting")
            elif not isinstance(value, str | int | bool):
                self.faults.append(f"{path}: {key} is not a text, number or boolean")
            else:
                self.values[key.upper()] = (
                    str(value).lower() if value is True or value is False else str(value)
                )

    def read(self, *, demo: bool) -> Settings:
        settings = Settings(
            url=self._checked("URL", _public_url).rstrip("/"),
            bind=self._checked("BIND", _bind_address),
            database_url=self.values["DATABASE_URL"],
            secret_key=self._checked("SECRET_KEY", _secret),
            home=Path(self.values["HOME"]).expanduser().absolute(),
            workers=self._number("WORKERS", 1, 64),
            threads=self._number("THREADS", 1, 64),
            entity_id=self.values["ENTITY_ID"],
            session_idle_minutes=self._number("SESSION_IDLE_MINUTES", 1, 1440),
            session_hours=self._number("SESSION_HOURS", 1, 168),
            clock_skew_seconds=self._number("CLOCK_SKEW_SECONDS", 0, 300),
            sts_single_use=self._checked("STS_SINGLE_USE", _one_of("true", "false")) == "true",
            sts_disabled_regions=self._regions("STS_DISABLED_REGIONS"),
            management_account=self._checked("MANAGEMENT_ACCOUNT", _account) or None,
            trusted_proxies=self._number("TRUSTED_PROXIES", 0, 4),
            instance_networks=self._networks("INSTANCE_NETWORKS"),
            imds_v1=self._checked("IMDS_V1", _one_of("true", "false")) == "true",
            aws_managed_policies=self._path("AWS_MANAGED_POLICIES"),
            web_identity_keys=self._path("WEB_IDENTITY_KEYS"),
            log_level=self._checked("LOG_LEVEL", _one_of("debug", "info", "warning", "error")),
            demo=demo,
        )
        if demo and not _is_loopback_host(settings.bind.rpartition(":")[0].strip("[]")):
            self.faults.append(
                f"ROLEBRIDGE_BIND={settings.bind}: demo mode listens on loopback only"
            )
        if demo and not settings.is_loopback:
            self.faults.append(
                f"ROLEBRIDGE_URL={settings.url}: demo mode is reached on loopback only"
            )
        if demo and settings.database_url:
            self.faults.append(
                "ROLEBRIDGE_DATABASE_URL: demo mode keeps to ROLEBRIDGE_HOME, so that its public "
                "passwords never stand in another database"
            )
        if self.faults:
            raise SettingsInvalid(tuple(self.faults))
        return settings

    def _checked(self, name: str, check: Callable[[str], str | None]) -> str:
        value = self.values[name]
        fault = check(value)
        if fault is not None:
            shown = "(not shown)" if name == "SECRET_KEY" else value
            self.faults.append(f"ROLEBRIDGE_{name}={shown}: {fault}")
        return value

    def _path(self, name: str) -> Path | None:
        if not self.values[name]:
            return None
        path = Path(self.values[name]).expanduser().absolute()
        if not path.exists():
            self.faults.append(f"ROLEBRIDGE_{name}={path}: there is no such file or folder")
        return path

    def _regions(self, name: str) -> frozenset[str]:
        regions = frozenset(filter(None, map(str.strip, self.values[name].split(","))))
        for region in sorted(regions):
            if re.fullmatch("[a-z]{2,}(-[a-z]+)+-[0-9]", region) is None:
                self.faults.append(f"ROLEBRIDGE_{name}={region}: not a region of AWS")
        return regions

    def _networks(self, name: str) -> tuple[Network, ...]:
        networks: list[Network] = []
        for text in filter(None, map(str.strip, self.values[name].split(","))):
            try:
                networks.append(ipaddress.ip_network(text))
            except ValueError as error:
                self.faults.append(f"ROLEBRIDGE_{name}={text}: {error}")
        return tuple(networks)

    def _number(self, name: str, lowest: int, highest: int) -> int:
        value = self.values[name]
        if (
            value.isascii()
            and value.isdigit()
            and len(value) <= 6
            and lowest <= int(value) <= highest
        ):
            return int(value)
        self.faults.append(
            f"ROLEBRIDGE_{name}={value}: not a whole number from {lowest} to {highest}"
        )
        return lowest


def _is_loopback_host(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _public_url(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return "not a URL"
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine:
        return "not an http or https URL"
    if parts.scheme == "http" and not _is_loopback_host(parts.hostname):
        return "plain http is for loopback addresses only; use https"
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None:
        return "must be scheme, host and port only"
    return None


def _bind_address(value: str) -> str | None:
    host, _, port = value.rpartition(":")
    if not host or not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        return "not ADDRESS:PORT"
    return None


def _secret(value: str) -> str | None:
    return "shorter than 32 characters" if value and len(value) < 32 else None


def _account(value: str) -> str | None:
    is_account = value == "" or re.fullmatch("[0-9]{12}", value) is not None
    return None if is_account else "not an account id of 12 digits"


def _one_of(*choices: str) -> Callable[[str], str | None]:
    def check(value: str) -> str | None:
        return None if value in choices else "must be " + " or ".join(choices)

    return check
