"""`haechi worker`: the stream processor, with everything checked before it starts."""

import asyncio
import sys
from typing import Any

import click

from config.errors import SettingsError
from config.settings import Settings, load_settings
from streams.cli.example import ExampleCommand

EXAMPLE = "HAECHI_KAFKA__BROKERS=127.0.0.1:9092 haechi worker --check"


@click.command(cls=ExampleCommand, example=EXAMPLE)
@click.option("--check", is_flag=True, help="Only check settings, policy, Kafka and Redis.")
def worker(check: bool) -> None:
    """Run the stream processor.

    Reads HAECHI_KAFKA__BROKERS and HAECHI_REDIS__URL; `haechi settings` lists every setting.
    Settings, policy, brokers and Redis are checked first. Stop it with SIGTERM or Ctrl-C.
    """
    import uvloop  # noqa: PLC0415 - heavy modules only when needed

    from detectors.registry import load_checked_policy  # noqa: PLC0415

    settings = load_settings()
    load_checked_policy(settings.policy_file)
    asyncio.run(_check_servers(settings))
    if check:
        click.echo("settings, policy, Kafka and Redis are fine")
        return
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    run(settings)


def run(settings: Settings) -> None:
    """Run a worker until it is stopped.

    Raises:
        SystemExit: always; code 0 after an ordered stop, 1 when it had to give up.
    """
    from streams.app import Worker, app  # noqa: PLC0415
    from streams.logs import logging_config  # noqa: PLC0415

    level = settings.worker.log_level
    made: Any = Worker(
        app, loglevel=level, logging_config=logging_config(level), redirect_stdouts=False
    )
    try:
        made.execute_from_commandline()
    finally:
        if app.failure is not None:
            sys.stdout.flush()


async def _check_servers(settings: Settings) -> None:
    """Wait a while for Redis and a broker, and see that the topics are there.

    Raises:
        RedisUnavailable, BrokerUnavailable: they do not answer in time.
        SettingsError: a topic is missing, or the port of the pages is taken.
    """
    from streams.preflight import check_web_port, missing_topics, wait_for_redis  # noqa: PLC0415

    check_web_port(settings.worker)
    await wait_for_redis(settings.redis)
    missing = await missing_topics(settings.kafka)
    if missing:
        raise SettingsError(f"topics are missing: {', '.join(missing)}; run: haechi topics create")
