"""The entry point: ``broker="haechi://host:port"`` makes Faust use the record-batch driver."""

from typing import Any, ClassVar

from faust.transport.drivers import aiokafka

from streams.driver.connections import guard_connections
from streams.driver.consumer import Consumer
from streams.driver.fetching import Fetcher
from streams.driver.settings import DriverSettings


class Transport(aiokafka.Transport):  # type: ignore[misc]  # Faust is untyped
    """Faust's aiokafka transport with record batches; the producer is Faust's own."""

    Consumer: ClassVar[type[Any]] = Consumer
    Fetcher: ClassVar[type[Any]] = Fetcher

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guard_connections()

    @classmethod
    def settings_for(cls, app: Any) -> DriverSettings:
        """Find the settings of an app.

        ``app.driver_settings`` when the composition root has set it, else the query of the first
        broker URL, else the defaults.

        Raises:
            ValueError: when the query holds an unknown name or a value out of range.
        """
        settings = getattr(app, "driver_settings", None)
        if settings is not None:
            return settings if isinstance(settings, DriverSettings) else DriverSettings(**settings)
        urls = app.conf.broker
        return DriverSettings.from_query(urls[0].query if urls else {})
