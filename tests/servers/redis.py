"""A real Redis: Debian's `redis-server`."""

import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from redis import Redis
from redis.exceptions import RedisError

from streams.embedded import HOST, ServerProcess
from tests.servers.certificates import Certificates, make_certificates
from tests.servers.missing import required_program


class RedisOptions(TypedDict, total=False):
    """What a test may want of its Redis; see `RedisServer`."""

    append_only: bool
    username: str
    password: str
    tls: bool
    settings: dict[str, str]


class RedisServer(ServerProcess):
    """One Redis, without persistence unless told.

    `append_only` keeps what was answered over `kill` and `restart`. `password` alone is
    `requirepass`; with `username` the default user is off and that ACL user is the only one.
    `tls` serves TLS only, with certificates made on the fly. `settings` are further lines of
    redis.conf.
    """

    name = "redis-server"

    def __init__(
        self,
        directory: Path,
        ports: Sequence[int] = (),
        *,
        append_only: bool = False,
        username: str = "",
        password: str = "",
        tls: bool = False,
        settings: dict[str, str] | None = None,
    ) -> None:
        super().__init__(directory, ports)
        self.append_only = append_only
        self.username = username
        self.password = password
        self.settings = settings or {}
        self.certificates: Certificates | None = make_certificates(directory) if tls else None
        self._binary = required_program("redis-server", "apt-get install redis-server")

    @property
    def url(self) -> str:
        """The URL with its credentials, e.g. `rediss://user:secret@127.0.0.1:20000/0`."""
        credentials = f"{self.username}:{self.password}@" if self.password else ""
        return self.url_without_credentials.replace("://", f"://{credentials}")

    @property
    def url_without_credentials(self) -> str:
        """The URL as written when user and password are settings of their own."""
        return f"{'rediss' if self.certificates else 'redis'}://{self.address}/0"

    def client(self) -> Redis:
        """A new client; the caller closes it."""
        if self.certificates is None:
            return Redis.from_url(self.url, socket_timeout=2)
        return Redis.from_url(
            self.url,
            socket_timeout=2,
            ssl_cert_reqs=ssl.CERT_REQUIRED,
            ssl_ca_certs=str(self.certificates.ca_file),
            ssl_certfile=str(self.certificates.certificate_file),
            ssl_keyfile=str(self.certificates.key_file),
        )

    def prepare(self) -> None:
        """Write redis.conf."""
        lines = [f"{name} {value}" for name, value in self._configuration()]
        (self.directory / "redis.conf").write_text("\n".join(lines) + "\n")

    def command(self) -> Sequence[str | Path]:
        """The server in the foreground."""
        return [self._binary, self.directory / "redis.conf"]

    def is_ready(self) -> bool:
        """Whether a client with the right credentials gets its PING answered."""
        with self.client() as client:
            try:
                return bool(client.ping())
            except RedisError:
                return False

    def _configuration(self) -> list[tuple[str, str]]:
        lines = [
            ("bind", HOST),
            ("port", "0" if self.certificates else str(self.port)),
            ("dir", str(self.directory)),
            ("save", '""'),
            ("appendonly", "yes" if self.append_only else "no"),
            ("maxmemory-policy", "noeviction"),
            *self.settings.items(),
        ]
        if self.certificates:
            lines += [
                ("tls-port", str(self.port)),
                ("tls-ca-cert-file", str(self.certificates.ca_file)),
                ("tls-cert-file", str(self.certificates.certificate_file)),
                ("tls-key-file", str(self.certificates.key_file)),
                ("tls-auth-clients", "optional"),
            ]
        if self.username:
            lines += [
                ("user", "default off"),
                ("user", f"{self.username} on >{self.password} ~* &* +@all"),
            ]
        elif self.password:
            lines.append(("requirepass", self.password))
        return lines
