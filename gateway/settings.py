"""A node's settings: one folder, one TOML file, and environment variables over it.

Nothing is read at import. A wrong setting is named with its file and key.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, ValidationError

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.errors import ComityError, Reason
from gateway.field_faults import faults_of

FILE = "node.toml"
PREFIX = "COMITY_"
_SQLITE = "sqlite:///"

REQUESTS_PER_S = 200.0
"""Of one account: a list of 50 cases costs some 5 ms of a core, so that is all that one has."""

REQUESTS_AT_ONCE = 32
"""Of one account: more than a national system has threads, and an eighth of what may wait."""


_SERVED = "(api|console|exchange|worker|indexer)"


class CrlOverdue(StrEnum):
    """What becomes of systems whose authority has given no list that still holds."""

    REFUSE = "refuse"
    ACCEPT = "accept"  # who is on no list that is here; the node says that it is not whole


class Settings(Model):
    """Settings of one node.

    Attributes:
        home: Folder with keys, directory, database and sockets; everything relative is
            relative to it.
        authority: Code of the authority whose gateway this is.
        database: SQLAlchemy URL; absent: SQLite in the folder, as a relative path of SQLite is.
        database_password: Password of a database that asks for one; from the environment.
        database_password_file: File that holds it instead.
        database_connect_s: Seconds that a server of PostgreSQL may take for a connection.
        database_silent_s: Seconds without a sign of life after which such a server is given up.
        database_read_s: Seconds that a statement may take that reads.
        database_write_s: Seconds that a statement of the writer may take.
        database_lock_s: Seconds that a statement may wait for a lock.
        database_idle_s: Seconds that the writer may say nothing within a transaction; then
            PostgreSQL undoes it.
        database_again_s: Seconds for which a write is tried again that a lost connection took.
        database_recycle_s: Seconds after which a reader's connection is opened anew.
        listen: host:port of the gRPC server for peers.
        serve: What this process of a gateway does, of api, console, exchange, worker and indexer,
            parted by spaces; empty: everything, and no other process is there.
        api_socket: Unix socket of the REST interface, mode 0600.
        api_listen: host:port of the REST interface beside the socket; empty: none.
        api_tls_listen: host:port of the REST interface by TLS, for systems over a network; empty:
            none.
        api_tls_cert: File with the node's certificate for it (PEM), and those between it and its
            authority.
        api_tls_key: File with its key (PEM), mode 0600.
        api_tls_client_ca: File with the certificates (PEM) of who issues those of national
            systems; empty: none is asked for.
        api_tls_crl: File or folder with the lists of the certificates that they took back (PEM or
            DER); empty: none is looked at.
        api_tls_crl_overdue: Whether a system is refused or accepted whose authority has no list
            there, or one that should have had a successor.
        api_tls_reload_s: How often it is looked whether one of these files has changed, in
            seconds.
        metrics_token_file: File with the token that opens ``/metrics`` over TCP; empty: it is
            answered over the Unix socket only.
        traces_endpoint: Address to which traces are sent (OTLP over HTTP), e.g.
            ``https://collector.example/v1/traces``; needs ``comity[trace]``. Empty: there are none.
        traces_sample: Of which share of requests a trace is made, 0 to 1.
        traces_headers_file: File with headers that the collector asks for, one a line as
            ``name: value``, mode 0600.
        temporal: host:port of the Temporal server; empty: one of our own is started.
        temporal_enclosed: Whether the server of our own runs in a network of its own, into which no
            other account of the machine can connect.
        temporal_tls_ca: File with the certificates (PEM) of who may vouch for that server;
            empty: those that the system trusts.
        temporal_tls_cert: File with our certificate (PEM), where the server asks for one.
        temporal_tls_key: File with its key (PEM), mode 0600.
        temporal_tls_server_name: Name in the server's certificate, where the address has another.
        temporal_api_key_file: File with the key that a hosted Temporal asks for, mode 0600; it
            is read again when it changes.
        temporal_workflow_tasks: Runs of workflows that this process goes on with at a time.
        temporal_activities: Long steps (examinations, acts after a decision) at a time.
        temporal_local_activities: Short steps at a time, with the first attempts at deliveries.
        temporal_deliveries: Further attempts at deliveries at a time.
        temporal_pollers: Requests for work that are open at the Temporal server, for each kind of
            task and queue.
        temporal_pollers_scale: Whether they are so many at most, and as few as the server advises.
        temporal_cached_runs: Waiting runs that are kept in memory.
        namespace: Temporal namespace.
        clock_offset: File with the rehearsal's clock offset; only a directory that is
            marked rehearsal allows it.
        token_days: Days until a new token ends, unless whoever makes it says another number.
        sync_every_s: Seconds between two rounds of register synchronisation.
        journal_commit_s: Seconds after which a letter or receipt is committed to in the own log.
        sweep_every_s: Seconds between two sweeps of the deadlines.
        key_overlap_s: Seconds for which our directory names a new TLS certificate of ours before
            we show it, so that the others know it by then.
        pkcs11_module: Module (shared library) by which keys in tokens sign (PKCS#11); it runs
            within the node. Empty: every key lies in a file.
        pkcs11_pin: PIN of the tokens; from the environment.
        pkcs11_pin_file: File that holds it instead, mode 0600 and of the account of the node; read
            each time that a session with a token is opened.
        pkcs11_within_s: Seconds that a token may take for a signature.
        key_kept_days: Days for which a key is kept at least that is retired or replaced; then it
            is destroyed, once nothing names it and no directory can be alive that does not say so.
        look_every_s: Seconds between two looks at what stands still; found at two in a row, it
            is a task.
        documents: Folder with the contents of documents, encrypted.
        document_mib: The largest document that is taken, in MiB.
        documents_bucket: Bucket of S3-compatible storage for whole contents, with a prefix behind a
            slash where there is one; empty: they lie in the folder `documents`.
        documents_endpoint: Address of the storage; empty: that of AWS for the region.
        documents_region: The region, as the storage calls it.
        documents_key_id: Name of the access key.
        documents_secret_file: File with the access key, mode 0600.
        scanner: Where a scanner listens that is asked about contents of documents in the protocol
            of ClamAV: `unix:/path` or `tcp:host:port`; empty: none is asked.
        scanner_within_s: Seconds that the scanner may take for a step of its answer.
        webhook_networks: Networks that are no public ones and to which events may be sent all
            the same, parted by spaces, e.g. ``10.20.0.0/16``.
        webhook_ca: File with the certificates (PEM) of who may vouch for receivers of events;
            empty: those that the system trusts.
        webhook_days: For how many days an event is tried that its receiver does not take.
        documents_with_letters_kib: Documents up to this, in KiB, come by themselves behind the
            letter that names them; larger ones when somebody asks. 0: none does.
        console_listen: host:port of a process that serves the console and not the REST interface;
            on this machine, with a TLS proxy before it.
        console_origin: Where officers reach the console, e.g. ``https://desk.example``; needed for
            a provider, which sends them back there.
        oidc_issuer: The authority's OpenID provider, at which officers may sign in too.
        oidc_client_id: What this node is called there.
        oidc_client_secret_file: File with its secret there.
        oidc_algorithms: What may sign the provider's tokens, of these four, parted by spaces.
        oidc_acr: The class of authentication that the provider must state; empty: any.
        requests_per_s: REST requests of one account a second.
        requests_at_once: REST requests of one account under way at a time.
        jobs_at_once: Jobs of all accounts that are carried out at a time.
        job_days: Days for which the answer of a job is kept.
        matcher_at_start: Whether the matcher's tables are loaded when a node starts, not with its
            first comparison.
    """

    home: Path
    authority: AuthorityCode
    database: str = ""
    database_password: SecretStr = SecretStr("")
    database_password_file: str = ""
    serve: str = Field(default="", pattern=rf"^(|{_SERVED}( {_SERVED})*)$")
    database_connect_s: int = Field(default=3, ge=2, le=60)  # psycopg waits for 2 at least
    database_silent_s: int = Field(default=8, ge=4, le=120)
    database_read_s: float = Field(default=120.0, ge=1, le=3600)
    database_write_s: float = Field(default=60.0, ge=1, le=3600)
    database_lock_s: float = Field(default=10.0, ge=0.1, le=60)
    # What others wait for who hangs in a transaction: less than a lease lives.
    database_idle_s: float = Field(default=8.0, ge=1, le=10)
    database_again_s: float = Field(default=15.0, ge=0, le=60)
    database_recycle_s: int = Field(default=1800, ge=60, le=86_400)
    listen: str = "127.0.0.1:7001"
    api_socket: str = "api.sock"
    api_listen: str = ""
    api_tls_listen: str = ""
    api_tls_cert: str = ""
    api_tls_key: str = ""
    api_tls_client_ca: str = ""
    api_tls_crl: str = ""
    api_tls_crl_overdue: CrlOverdue = CrlOverdue.REFUSE
    api_tls_reload_s: float = Field(default=60.0, gt=0, le=3600)
    metrics_token_file: str = ""
    traces_endpoint: str = Field(default="", pattern=r"^(|https?://[^@?#\s]+)$")
    traces_sample: float = Field(default=0.05, ge=0, le=1)
    traces_headers_file: str = ""
    temporal: str = ""
    temporal_enclosed: bool = False
    temporal_tls_ca: str = ""
    temporal_tls_cert: str = ""
    temporal_tls_key: str = ""
    temporal_tls_server_name: str = ""
    temporal_api_key_file: str = ""
    # As `workflows.policies` has them, which only the composition root may know.
    temporal_workflow_tasks: int = Field(default=100, ge=2, le=2000)
    temporal_activities: int = Field(default=100, ge=1, le=2000)
    # Thirty-two of them may be first attempts at peers that hang.
    temporal_local_activities: int = Field(default=100, ge=64, le=2000)
    temporal_deliveries: int = Field(default=256, ge=8, le=2000)  # one peer may hold eight
    temporal_pollers: int = Field(default=5, ge=2, le=100)
    temporal_pollers_scale: bool = False
    temporal_cached_runs: int = Field(default=500, ge=0, le=100_000)
    namespace: str = "comity"
    clock_offset: str = ""
    suite: str = Field(default="hybrid", pattern=r"^(classic|hybrid)$")
    token_days: int = Field(default=365, ge=1, le=3650)
    sync_every_s: float = Field(default=60.0, gt=0)
    # With a look a minute it is never an hour, which docs/protocol/commitments.md states.
    journal_commit_s: float = Field(default=3300.0, ge=1, le=3480)
    sweep_every_s: float = Field(default=5.0, gt=0)
    key_overlap_s: float = Field(default=600.0, ge=0, le=7 * 86_400)
    pkcs11_module: str = ""
    pkcs11_pin: SecretStr = SecretStr("")
    pkcs11_pin_file: str = ""
    pkcs11_within_s: float = Field(default=5.0, gt=0, le=60)
    key_kept_days: int = Field(default=90, ge=61, le=3650)  # letters live for up to 60 days
    reconcile_every_s: float = Field(default=3600.0, gt=0)
    look_every_s: float = Field(default=60.0, gt=0)
    documents: str = "documents"
    document_mib: int = Field(default=256, ge=1, le=65536)
    documents_bucket: str = Field(
        default="", pattern=r"^(|[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*)$"
    )
    documents_endpoint: str = Field(default="", pattern=r"^(|https?://[^/@?#\s]+)$")
    documents_region: str = Field(default="us-east-1", pattern=r"^[A-Za-z0-9-]{1,40}$")
    documents_key_id: str = ""
    documents_secret_file: str = ""
    scanner: str = Field(default="", pattern=r"^(|unix:/.+|tcp:.+:[0-9]{1,5})$")
    scanner_within_s: float = Field(default=60.0, gt=0)
    webhook_networks: str = ""
    webhook_ca: str = ""
    webhook_days: float = Field(default=3.0, gt=0, le=30)
    documents_with_letters_kib: int = Field(default=1024, ge=0, le=2**20)
    console_listen: str = ""
    console_origin: str = Field(default="", pattern=r"^(|https?://[^/@?#\s]+)$")
    oidc_issuer: str = Field(default="", pattern=r"^(|https?://[^@?#\s]+)$", max_length=400)
    oidc_client_id: str = ""
    oidc_client_secret_file: str = ""
    oidc_algorithms: str = Field(
        default="RS256 PS256 ES256 EdDSA",
        pattern=r"^(RS256|PS256|ES256|EdDSA)( (RS256|PS256|ES256|EdDSA))*$",
    )
    oidc_acr: str = ""
    requests_per_s: float = Field(default=REQUESTS_PER_S, gt=0)
    requests_at_once: int = Field(default=REQUESTS_AT_ONCE, gt=0)
    jobs_at_once: int = Field(default=2, ge=1, le=16)
    job_days: float = Field(default=7.0, gt=0, le=90)
    matcher_at_start: bool = True
    log_level: str = Field(default="info", pattern=r"^(debug|info|warning|error)$")

    @property
    def database_url(self) -> str:
        """SQLAlchemy URL of the database, with its password.

        Raises:
            InputError: SETTING_INVALID; the file of the password cannot be read, or others
                may read it.
        """
        file = self.file("database_password_file", secret=True).strip()
        password = self.database_password.get_secret_value() or file
        database = self.database or f"{_SQLITE}node.db"
        place = database.removeprefix(_SQLITE)
        if place not in {database, "", ":memory:"}:
            return f"{_SQLITE}{self.path(place)}"
        if password:
            from sqlalchemy import make_url  # noqa: PLC0415 - slow, and no command needs it

            url = make_url(database).set(password=password)
            return url.render_as_string(hide_password=False)
        return database

    @property
    def scrape_token(self) -> str:
        """The token that opens `/metrics` over TCP; empty where none is set.

        Raises:
            InputError: SETTING_INVALID; its file cannot be read, or others may read it.
        """
        return self.file("metrics_token_file", secret=True).strip()

    def file(self, field: str, *, secret: bool = False) -> str:
        """Return what the file that a setting names holds; nothing where it names none.

        Args:
            field: Name of the setting.
            secret: Whether nobody but this account may read it.

        Raises:
            InputError: SETTING_INVALID; it cannot be read, or others may read a secret.
        """
        name: str = getattr(self, field)
        if not name:
            return ""
        path = self.path(name)
        try:
            if secret and path.stat().st_mode & 0o077:
                raise Reason.SETTING_INVALID.error(
                    "{field}: others may read {path}",
                    remedy="Run: chmod 600 {path}",
                    field=field,
                    path=path,
                )
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as exc:
            raise Reason.SETTING_INVALID.error(
                "{field}: {path} cannot be read",
                remedy="Name a file that this account may read.",
                field=field,
                path=path,
            ) from exc

    def path(self, name: str) -> Path:
        """Return a path within the node's folder; an absolute one stays as it is."""
        return self.home / name

    @classmethod
    def load(cls, home: Path, environ: Mapping[str, str] | None = None, *, serve: str = "") -> Self:
        """Read ``node.toml`` of a folder, and ``COMITY_*`` over it.

        Args:
            home: The folder.
            environ: The variables; absent: those of this process.
            serve: Stands for the setting of that name, where it is not empty.

        Raises:
            InputError: SETTING_INVALID; names the file, the key and what is wrong.
        """
        path = home / FILE
        try:
            table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as exc:
            raise Reason.SETTING_INVALID.error(
                "there is no {file} in {home}",
                remedy="Make one with: {makeFolder}",
                file=FILE,
                home=home,
            ) from exc
        except (OSError, ValueError) as exc:
            raise Reason.SETTING_INVALID.error(
                "{path} cannot be read: {why}",
                remedy="Write it as TOML; docs/settings.md has every key.",
                path=path,
                why=exc,
            ) from exc
        variables = os.environ if environ is None else environ
        for name in cls.model_fields:
            value = variables.get(PREFIX + name.upper())
            if value is not None and name != "home":
                table[name] = value
        if serve:
            table["serve"] = " ".join(serve.split())
        try:
            return cls.model_validate({**table, "home": home.absolute()})
        except ValidationError as exc:
            fault = faults_of(exc)[0]
            raise Reason.SETTING_INVALID.error(
                "{path}: {field}: {fault}",
                remedy="{mend} What it means: docs/settings.md.",
                field=fault.field,
                path=path,
                fault=fault.what,
                mend=fault.remedy,
            ) from exc

    def save(self) -> Path:
        """Write ``node.toml`` into the node's folder and return its path.

        The folder is this account's alone (0700), and so is the file (0600). Neither a password
        nor a PIN is written.
        """
        defaults = {name: field.default for name, field in type(self).model_fields.items()}
        lines = ["# Settings of one node; the meaning of each key: docs/settings.md", ""]
        secret = {"home", "database_password", "pkcs11_pin"}
        for name, value in self.model_dump(exclude=secret).items():
            if value != defaults[name]:
                text = str(value) if isinstance(value, int | float) else f'"{value}"'
                text = text.lower() if isinstance(value, bool) else text
                lines.append(f"{name} = {text}")
        path = self.home / FILE
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write("\n".join(lines) + "\n")
        self.narrow()
        return path

    def narrow(self) -> None:
        """Keep the folder and its settings to this account."""
        for name, mode in ((".", 0o700), (FILE, 0o600)):
            path = self.home / name
            if path.exists() and path.stat().st_mode & 0o777 & ~mode:
                path.chmod(mode)


def setting_fault(exc: ValidationError) -> ComityError:
    """Return the first fault of settings that were given as options, naming the field."""
    fault = faults_of(exc)[0]
    return Reason.SETTING_INVALID.error(
        "{field}: {fault}", remedy=fault.remedy, field=fault.field, fault=fault.what
    )
