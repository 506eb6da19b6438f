"""Errors of the running system.

StreamError
├── TransientError            waiting may mend it: retried with back-pressure, never skipped
│   ├── RedisUnavailable
│   └── BrokerUnavailable
├── WindowsLost               Redis no longer holds what this worker wrote: rewind and go on
├── TooManyUndecodable        most records can not be read: stop instead of draining the topic
├── InputError                a file or call is wrong (exit code 2)
└── EmbeddedServerError       an embedded server is not installed or did not start
"""


class StreamError(Exception):
    """Something in the running system went wrong; the message says what to do."""


class TransientError(StreamError):
    """Waiting may mend it."""


class RedisUnavailable(TransientError):
    """Redis does not answer, or refuses for now."""


class BrokerUnavailable(TransientError):
    """The Kafka brokers do not answer, or do not acknowledge."""


class WindowsLost(StreamError):
    """Redis lost windows, wholly or their tail: partitions must be read again."""


class TooManyUndecodable(StreamError):
    """More than the configured share of the last records could not be decoded."""


class InputError(StreamError):
    """A file or a call is wrong."""


class EmbeddedServerError(StreamError):
    """An embedded server is not installed, or did not start."""
