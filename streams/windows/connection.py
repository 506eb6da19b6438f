"""Clients for the Redis URL of the settings: one server, a cluster, or behind sentinels; TLS."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from redis.asyncio import Redis, RedisCluster, Sentinel
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from config.errors import SettingsError
from config.settings import RedisSettings


def is_cluster(settings: RedisSettings) -> bool:
    """Whether keys of one call must share a hash tag."""
    return urlsplit(settings.url).scheme.endswith("+cluster")


def connect(settings: RedisSettings) -> Any:
    """A client that opens connections when first used. Retrying is left to the caller.

    Raises:
        SettingsError: the URL lacks a host, or names no sentinel service.
    """
    url = urlsplit(settings.url)
    nodes = _nodes(url.netloc)
    options = _options(settings)
    if url.scheme.endswith("+cluster"):
        startup = [ClusterNode(host, port) for host, port in nodes]
        return RedisCluster(startup_nodes=startup, require_full_coverage=True, **options)
    database = int(url.path.strip("/") or 0)
    retry = Retry(NoBackoff(), 0)
    if url.scheme.endswith("+sentinel"):
        service = parse_qs(url.query).get("service", [""])[0]
        if not service:
            raise SettingsError("HAECHI_REDIS__URL: add ?service=NAME of the sentinel's master")
        sentinel: Any = Sentinel(nodes, sentinel_kwargs=_timeouts(settings))  # type: ignore[no-untyped-call]  # its own
        return sentinel.master_for(service, db=database, retry=retry, **options)
    host, port = nodes[0]
    return Redis(host=host, port=port, db=database, retry=retry, **options)


def _nodes(netloc: str) -> list[tuple[str, int]]:
    nodes = []
    for node in netloc.rpartition("@")[2].split(","):
        host, _, port = node.rpartition(":") if ":" in node else (node, "", "6379")
        if not host or not port.isdigit():
            raise SettingsError(f"HAECHI_REDIS__URL: {node!r} is not host:port")
        nodes.append((host.strip("[]"), int(port)))
    return nodes


def _options(settings: RedisSettings) -> dict[str, Any]:
    userinfo = urlsplit(settings.url).netloc.rpartition("@")[0]
    username, _, password = (unquote(part) for part in userinfo.partition(":"))
    options: dict[str, Any] = {
        "username": settings.username or username or None,
        "password": settings.password.get_secret_value() or password or None,
        **_timeouts(settings),
    }
    if settings.url.startswith("rediss"):
        options["ssl"] = True
        options["ssl_ca_certs"] = _path(settings.tls_ca_file)
        options["ssl_certfile"] = _path(settings.tls_certificate_file)
        options["ssl_keyfile"] = _path(settings.tls_key_file)
    return options


def _timeouts(settings: RedisSettings) -> dict[str, Any]:
    seconds = settings.timeout_ms / 1_000
    return {"socket_timeout": seconds, "socket_connect_timeout": seconds}


def _path(path: object) -> str | None:
    return None if path is None else str(path)
