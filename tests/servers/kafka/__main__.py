"""`python -m tests.servers.kafka` fetches Kafka ahead of the tests, and says where it is."""

import sys

import pytest

from tests.servers.kafka.jars import class_path

try:
    sys.stdout.write(f"Kafka is in {class_path()}\n")
except (pytest.skip.Exception, pytest.fail.Exception) as missing:
    sys.exit(str(missing))
