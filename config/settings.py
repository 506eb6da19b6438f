"""Every setting, read from the environment: `HAECHI_KAFKA__BROKERS` is `Settings.kafka.brokers`.

`docs/settings.md` is generated from these models (`haechi settings`), so each field's
description is what an operator reads.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    SettingsConfigDict,
    SettingsError as UnreadableSetting,
)

from config.environment import PREFIX, not_a_setting, unknown_variables
from config.errors import SettingsError

__all__ = [
    "PREFIX",
    "KafkaSettings",
    "RedisSettings",
    "Settings",
    "WorkerSettings",
    "load_settings",
]

DEFAULT_POLICY = Path(__file__).with_name("policy.yaml")

Positive = Annotated[int, Field(gt=0)]


class Section(BaseModel):
    """A group of settings; an unknown name in it is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class KafkaSettings(Section):
    """How to reach the brokers, and how records are fetched and committed."""

    brokers: str = Field("127.0.0.1:9092", description="Comma-separated host:port list")
    group_id: Annotated[str, Field(min_length=1)] = Field(
        "haechi", description="Consumer group; workers of one group share the partitions"
    )
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How connections are secured"
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "PLAIN", description="SASL mechanism, when the protocol is SASL_*"
    )
    sasl_username: str = Field("", description="SASL user name")
    sasl_password: SecretStr = Field(SecretStr(""), description="SASL password")
    tls_ca_file: Path | None = Field(
        None, description="CA certificates (PEM); default: the system's"
    )
    tls_certificate_file: Path | None = Field(None, description="Client certificate (PEM)")
    tls_key_file: Path | None = Field(None, description="Client key (PEM)")
    start_from: Literal["earliest", "latest"] = Field(
        "earliest", description="Where a new consumer group starts reading"
    )
    fetch_max_wait_ms: Positive = Field(
        20, description="How long the broker may hold a fetch that has no records (ms)"
    )
    max_batch_records: Positive = Field(1_000, description="Most records in one batch")
    max_batches_in_flight: Positive = Field(
        1, description="Most unfinished batches per partition before it is paused"
    )
    commit_interval_ms: Positive = Field(1_000, description="Time between offset commits (ms)")
    session_timeout_ms: Positive = Field(
        10_000, description="A worker silent for this long loses its partitions (ms)"
    )
    rebalance_timeout_ms: Positive = Field(
        30_000, description="Time a rebalance leaves to finish batches in flight (ms)"
    )
    request_timeout_ms: Positive = Field(30_000, description="Timeout of one request (ms)")
    connect_timeout_ms: Positive = Field(
        15_000, description="How long a starting worker waits for a broker before it gives up (ms)"
    )
    partitions: Positive = Field(8, description="Partitions per topic made by `topics create`")
    replication_factor: Positive = Field(
        1, description="Replicas per partition made by `topics create`"
    )

    @field_validator("brokers")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        for broker in value.split(","):
            host, _, port = broker.strip().rpartition(":")
            if not host or not port.isdigit() or not 0 < int(port) < 65_536:
                raise ValueError(f"{broker.strip()!r} is not host:port; write e.g. kafka:9092")
        return ",".join(broker.strip() for broker in value.split(","))

    @model_validator(mode="after")
    def _credentials(self) -> "KafkaSettings":
        if self.security_protocol.startswith("SASL") and not self.sasl_username:
            raise ValueError(
                f"HAECHI_KAFKA__SECURITY_PROTOCOL {self.security_protocol} needs "
                "HAECHI_KAFKA__SASL_USERNAME and HAECHI_KAFKA__SASL_PASSWORD"
            )
        if self.session_timeout_ms > self.request_timeout_ms:
            raise ValueError(
                "HAECHI_KAFKA__SESSION_TIMEOUT_MS must not exceed HAECHI_KAFKA__REQUEST_TIMEOUT_MS"
            )
        return self


class RedisSettings(Section):
    """Where the windows live.

    URL schemes: redis, rediss (TLS), redis+cluster, rediss+cluster, redis+sentinel,
    rediss+sentinel (`redis+sentinel://host:26379,host2:26379/0?service=haechi`).
    """

    url: str = Field("redis://127.0.0.1:6379/0", description="Redis or Valkey URL")
    username: str = Field("", description="ACL user name (overrides the URL's)")
    password: SecretStr = Field(SecretStr(""), description="Password (overrides the URL's)")
    tls_ca_file: Path | None = Field(
        None, description="CA certificates (PEM); default: the system's"
    )
    tls_certificate_file: Path | None = Field(None, description="Client certificate (PEM)")
    tls_key_file: Path | None = Field(None, description="Client key (PEM)")
    prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,32}$")] = Field(
        "haechi", description="First part of every key"
    )
    buckets: Annotated[int, Field(ge=1, le=1_024)] = Field(
        16,
        description="Hash tags that subjects are spread over on Redis Cluster; "
        "changing it makes the worker rebuild the windows from Kafka",
    )
    timeout_ms: Positive = Field(2_000, description="Timeout of one call (ms)")
    connect_timeout_ms: Positive = Field(
        10_000, description="How long a starting worker waits for Redis before it gives up (ms)"
    )
    grace_seconds: Positive = Field(
        172_800,
        description="How long keys outlive their window: the longest outage after which counts "
        "go on without re-reading the topics (s)",
    )

    @field_validator("url")
    @classmethod
    def _usable(cls, value: str) -> str:
        """The messages quote no more than the scheme: the rest may be a password."""
        url = urlsplit(value)
        known = {f"{base}{kind}" for base in ("redis", "rediss") for kind in ("", *KINDS)}
        if url.scheme not in known:
            raise ValueError(
                f"scheme {url.scheme!r} is not known; write one of {', '.join(sorted(known))}"
            )
        if not url.netloc.rpartition("@")[2]:
            raise ValueError(f"no host is given; write e.g. {url.scheme}://redis:6379/0")
        database = url.path.strip("/")
        if database and not (database.isascii() and database.isdigit()):
            raise ValueError(
                f"what follows the host is no number; write e.g. {url.scheme}://redis:6379/0, "
                "and %2F for a / in a password"
            )
        return value


KINDS = ("+cluster", "+sentinel")


class WorkerSettings(Section):
    """The stream processor itself."""

    web_host: str = Field("0.0.0.0", description="Address of /livez, /readyz and /metrics")  # noqa: S104 - a container's probe comes from outside
    web_port: Annotated[int, Field(ge=1, le=65_535)] = Field(
        6066, description="Port of /livez, /readyz and /metrics"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least level of log lines"
    )
    max_batches_in_flight: Positive = Field(
        8, description="Most batches that wait for Redis or Kafka at one time"
    )
    future_tolerance_seconds: Positive = Field(
        3_600, description="An event further ahead of now is invalid (s)"
    )
    undecodable_share: Annotated[float, Field(gt=0, le=1)] = Field(
        0.5, description="The worker stops when more than this share of the last records is bad"
    )
    undecodable_window_records: Positive = Field(
        500, description="How many last records the share is taken over"
    )
    shutdown_seconds: Positive = Field(10, description="Longest time for an ordered stop (s)")


class Settings(BaseSettings):
    """All settings of a worker."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", frozen=True, extra="forbid"
    )

    kafka: KafkaSettings = KafkaSettings()
    redis: RedisSettings = RedisSettings()
    worker: WorkerSettings = WorkerSettings()
    policy_file: Path = Field(DEFAULT_POLICY, description="The policy: config/policy.yaml")


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: one line that names each wrong variable and what is wrong with it.
    """
    known = set(_variables())
    wrong = list(unknown_variables(os.environ, known))
    try:
        settings = Settings()
    except ValidationError as error:
        wrong += [_explained(problem, known) for problem in error.errors()]
    except UnreadableSetting:
        given = sorted({name.upper() for name in os.environ} & set(_groups()))
        wrong += [f"{group} is a group of settings; set {group}__… instead" for group in given]
    else:
        if not wrong:
            return settings
    raise SettingsError("; ".join(dict.fromkeys(wrong)))


def _groups() -> dict[str, type[BaseModel]]:
    kinds = {name: field.annotation for name, field in Settings.model_fields.items()}
    return {
        PREFIX + name.upper(): kind
        for name, kind in kinds.items()
        if isinstance(kind, type) and issubclass(kind, BaseModel)
    }


def _variables() -> Iterator[str]:
    groups = _groups()
    yield from {PREFIX + name.upper() for name in Settings.model_fields} - groups.keys()
    for group, model in groups.items():
        yield from (f"{group}__{name.upper()}" for name in model.model_fields)


def _explained(problem: Any, known: set[str]) -> str:
    """A pydantic problem in words; one that a whole group has names its variables itself."""
    variable = PREFIX + "__".join(str(part) for part in problem["loc"]).upper()
    if problem["type"] == "extra_forbidden":
        return not_a_setting(variable, known)
    message = str(problem["msg"]).removeprefix("Value error, ")
    of_a_group = problem["type"] == "value_error" and variable in _groups()
    return message if of_a_group else f"{variable}: {message}"
