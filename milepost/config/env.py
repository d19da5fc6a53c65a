"""The settings that an operator gives, read from the environment alone, typed and documented.

Zero configuration works and is safe: a data folder of one's own, a secret made at the first start, loopback only.
`docs/settings.md` is generated from this module.
"""

import os
import secrets
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_WORDS = Annotated[list[str], NoDecode]


def default_data_dir() -> Path:
    """Return the data folder of somebody who named none: `milepost` in their folder for application data."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "milepost"


class Environment(BaseSettings):
    """Every variable that Milepost reads. Each has a default with which a single machine runs safely."""

    model_config = SettingsConfigDict(env_prefix="MILEPOST_", extra="ignore", populate_by_name=True)

    data_dir: Path = Field(
        default_factory=default_data_dir,
        description="The folder of the database, files, mails written to disk and the secret.",
    )
    database_url: str = Field(
        "",
        alias="DATABASE_URL",
        description="PostgreSQL as `postgresql://user:password@host:port/name`. Empty: SQLite in the data folder.",
    )
    url: str = Field(
        "",
        description="The address at which people reach Milepost. It decides absolute links, allowed hosts and, when it "
        "begins with https, secure cookies and HSTS. Empty: `http://localhost` with the port.",
    )
    secret_key: str = Field(
        "",
        description="Signs sessions and links. Empty: made at the first start and kept in the data folder, mode 0600.",
    )
    debug: bool = Field(
        False, description="Development only: detailed error pages. Never on a machine that others reach."
    )
    bind: str = Field("127.0.0.1", description="The address on which `milepost serve` listens.")
    port: int = Field(8000, ge=1, le=65535, description="The port on which `milepost serve` listens.")
    web_threads: int = Field(8, ge=1, le=64, description="Requests that one web process answers at the same time.")
    web_processes: int = Field(1, ge=1, le=16, description="Web processes that `milepost serve` starts.")
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=5,
        description="Reverse proxies in front that append to X-Forwarded-For; 0 ignores that header.",
    )
    mail_url: str = Field(
        "",
        description="`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`. "
        "Empty: mails become files in the data folder.",
    )
    mail_from: str = Field("Milepost <milepost@localhost>", description="The sender of the mails.")
    capture_address: str = Field(
        "",
        description="The address of the mailbox for captured mail, as `capture@example.com`; people get "
        "`capture+…@example.com`. Empty: `MILEPOST_IMAP_USER`, when that is an address.",
    )
    imap_host: str = Field("", description="The IMAP server of that mailbox. Empty: no mail is captured.")
    imap_port: int = Field(0, ge=0, le=65535, description="Its port; 0: 993 with `tls`, 143 otherwise.")
    imap_tls: Literal["tls", "starttls", "none"] = Field(
        "tls", description="`tls` from the first byte, `starttls`, or `none`: on a trusted machine only."
    )
    imap_ca_file: str = Field("", description="Certificates that vouch for the server. Empty: those of the system.")
    imap_user: str = Field("", description="The user of the mailbox.")
    imap_password: str = Field("", description="Their password.")
    imap_folder: str = Field("INBOX", description="The folder that is read.")
    imap_auth_server: str = Field(
        "",
        description="The name by which your mail server signs `Authentication-Results`. Empty: the topmost one counts.",
    )
    capture_max_mb: int = Field(
        15,
        ge=1,
        le=100,
        description="The largest mail that is read whole, in MiB; of a larger one the text alone is kept.",
    )
    own_domains: _WORDS = Field(
        default_factory=list,
        description="Your mail domains, between commas, besides those of your people's addresses. Mail from them is "
        "never taken for a customer's.",
    )
    vendor_name: str = Field(
        "", description="What your company is called in texts that customers read. Empty: “our team”."
    )
    vendor_colour: str = Field(
        "",
        pattern=r"^(#[0-9a-fA-F]{6})?$",
        description="Your one colour on the pages that customers see, as `#rrggbb`. Empty: ours.",
    )
    oidc_url: str = Field("", description="Issuer address of an OpenID Connect provider. Empty: no single sign-on.")
    oidc_client_id: str = Field("", description="The client id at that provider.")
    oidc_client_secret: str = Field("", description="The client secret at that provider.")
    oidc_name: str = Field("Single sign-on", description="What the sign-in page calls that provider.")
    oidc_domains: _WORDS = Field(
        default_factory=list,
        description="Mail domains, between commas, whose people may come in by single sign-on uninvited.",
    )
    file_max_mb: int = Field(25, ge=1, le=1024, description="The largest file that can be uploaded, in MiB.")
    import_dir: str = Field(
        "",
        description="The folder below which repeated imports may watch folders for files. Empty: none is watched.",
    )
    import_keep_days: int = Field(
        90,
        ge=1,
        le=3650,
        description="How many days an import can be taken back; then its file, its journal and the values that it "
        "refused are swept.",
    )
    s3_bucket: str = Field("", description="Keep files in this S3 bucket (extra `s3`). Empty: in the data folder.")
    s3_endpoint: str = Field("", description="Address of an S3-compatible store other than Amazon's.")
    api_rate_per_minute: int = Field(600, ge=1, description="Requests that one API token may make in a minute.")
    private_networks: _WORDS = Field(
        default_factory=list,
        description="Networks, between commas (10.0.0.0/8), that webhooks and fetched files may reach although they "
        "are private, also without https. Empty: none.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")
    demo: bool = Field(False, description="Set by `milepost demo`: the sign-in page then shows the demo's sign-ins.")

    @field_validator("private_networks")
    @classmethod
    def _are_networks(cls, value: list[str]) -> list[str]:
        return [str(ip_network(text)) for text in value]

    @field_validator("oidc_domains", "own_domains", "private_networks", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value

    @field_validator("url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _own_url(self) -> Self:
        self.url = self.url or f"http://localhost:{self.port}"
        return self

    @property
    def capture_mailbox(self) -> str:
        """The address of the mailbox for captured mail; empty when none is named."""
        given = self.capture_address or (self.imap_user if "@" in self.imap_user else "")
        return given.strip().lower() or ("capture@halden.example" if self.demo else "")

    @property
    def is_https(self) -> bool:
        return self.url.startswith("https://")


@cache
def environment() -> Environment:
    """Read the environment once; the `milepost` command sets what its options say before."""
    return Environment()


def secret_key(env: Environment) -> str:
    """Return the given secret, or the one in the data folder, making it (mode 0600) when there is none yet."""
    if env.secret_key:
        return env.secret_key
    env.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = env.data_dir / "secret"
    if not path.exists():
        _make_secret(path)
    return path.read_text().strip()


def _make_secret(path: Path) -> None:
    draft = path.with_name(f".secret-{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50) + "\n")
    try:
        # A link appears whole or not at all: of two processes that start together, the second reads the first one's.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
