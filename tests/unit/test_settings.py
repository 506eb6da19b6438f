"""Settings from the environment: what is right is taken, what is wrong is named in one line."""

import os
import re

import pytest

from config.environment import NOT_SETTINGS
from config.errors import SettingsError
from config.settings import DEFAULT_POLICY, PREFIX, Settings, load_settings

WRONG = {
    "HAECHI_KAFKA__BROKERS": ["", "kafka", "kafka:", ":9092", "kafka:0", "kafka:65536", "a:1,,b:2"],
    "HAECHI_KAFKA__GROUP_ID": [""],
    "HAECHI_KAFKA__SECURITY_PROTOCOL": ["", "TLS", "plaintext"],
    "HAECHI_KAFKA__SASL_MECHANISM": ["GSSAPI"],
    "HAECHI_KAFKA__START_FROM": ["now"],
    "HAECHI_KAFKA__FETCH_MAX_WAIT_MS": ["0", "-1", "1.5", "soon", ""],
    "HAECHI_KAFKA__MAX_BATCH_RECORDS": ["0"],
    "HAECHI_KAFKA__MAX_BATCHES_IN_FLIGHT": ["0"],
    "HAECHI_KAFKA__COMMIT_INTERVAL_MS": ["0"],
    "HAECHI_KAFKA__SESSION_TIMEOUT_MS": ["0", "30001"],
    "HAECHI_KAFKA__REBALANCE_TIMEOUT_MS": ["0"],
    "HAECHI_KAFKA__REQUEST_TIMEOUT_MS": ["0", "9999"],
    "HAECHI_KAFKA__CONNECT_TIMEOUT_MS": ["0"],
    "HAECHI_KAFKA__PARTITIONS": ["0", "many"],
    "HAECHI_KAFKA__REPLICATION_FACTOR": ["0"],
    "HAECHI_REDIS__URL": [
        "",
        "localhost",
        "http://h",
        "unix:///s",
        "redis://[::1",
        "redis:",
        "redis://",
    ],
    "HAECHI_REDIS__PREFIX": ["", "a b", "{x}", "x" * 33],
    "HAECHI_REDIS__BUCKETS": ["0", "1025"],
    "HAECHI_REDIS__TIMEOUT_MS": ["0"],
    "HAECHI_REDIS__CONNECT_TIMEOUT_MS": ["0"],
    "HAECHI_REDIS__GRACE_SECONDS": ["0"],
    "HAECHI_WORKER__WEB_PORT": ["0", "65536"],
    "HAECHI_WORKER__LOG_LEVEL": ["LOUD", "info"],
    "HAECHI_WORKER__MAX_BATCHES_IN_FLIGHT": ["0"],
    "HAECHI_WORKER__FUTURE_TOLERANCE_SECONDS": ["0"],
    "HAECHI_WORKER__UNDECODABLE_SHARE": ["0", "1.1", "nan", "half"],
    "HAECHI_WORKER__UNDECODABLE_WINDOW_RECORDS": ["0"],
    "HAECHI_WORKER__SHUTDOWN_SECONDS": ["0"],
}
ANYTHING_GOES = {
    *("HAECHI_POLICY_FILE", "HAECHI_WORKER__WEB_HOST"),
    *("HAECHI_KAFKA__SASL_USERNAME", "HAECHI_KAFKA__SASL_PASSWORD"),
    *("HAECHI_REDIS__USERNAME", "HAECHI_REDIS__PASSWORD"),
    *(
        f"HAECHI_{group}__TLS_{name}_FILE"
        for group in ("KAFKA", "REDIS")
        for name in ("CA", "CERTIFICATE", "KEY")
    ),
}


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)


def problem(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    return str(raised.value)


def test_without_any_variable_everything_has_its_default() -> None:
    assert load_settings() == Settings()
    assert load_settings().policy_file == DEFAULT_POLICY


def test_variables_are_read_by_group_and_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAECHI_KAFKA__BROKERS", "one:9092, two:9093")
    monkeypatch.setenv("HAECHI_WORKER__WEB_PORT", "8080")
    settings = load_settings()
    assert settings.kafka.brokers == "one:9092,two:9093"
    assert settings.worker.web_port == 8080


def test_every_setting_is_known_here() -> None:
    groups = {name: type(getattr(Settings(), name)) for name in ("kafka", "redis", "worker")}
    names = {"HAECHI_POLICY_FILE"} | {
        f"{PREFIX}{group}__{name}".upper()
        for group, model in groups.items()
        for name in model.model_fields
    }
    assert names == WRONG.keys() | ANYTHING_GOES


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_wrong_value_is_told_in_one_line_that_names_the_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = problem(monkeypatch, **{name: value})
    assert name in message
    assert "\n" not in message


def test_all_wrong_variables_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    message = problem(
        monkeypatch,
        HAECHI_KAFKA__PARTITIONS="0",
        HAECHI_REDIS__BUCKETS="0",
        HAECHI_REDIS_URL="redis://redis:6379/0",
    )
    for name in ("HAECHI_KAFKA__PARTITIONS", "HAECHI_REDIS__BUCKETS", "HAECHI_REDIS_URL"):
        assert message.count(f"{name} ") + message.count(f"{name}:") == 1
    assert "\n" not in message


@pytest.mark.parametrize("protocol", ["SASL_PLAINTEXT", "SASL_SSL"])
def test_a_protocol_with_sasl_needs_a_user(protocol: str, monkeypatch: pytest.MonkeyPatch) -> None:
    message = problem(monkeypatch, HAECHI_KAFKA__SECURITY_PROTOCOL=protocol)
    assert "HAECHI_KAFKA__SASL_USERNAME" in message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HAECHI_REDIS_URL", "HAECHI_REDIS__URL"),
        ("HAECHI_KAFKA_BROKERS", "HAECHI_KAFKA__BROKERS"),
        ("HAECHI_KAFKA__BROKER", "HAECHI_KAFKA__BROKERS"),
        ("HAECHI_POLICYFILE", "HAECHI_POLICY_FILE"),
        ("HAECHI_WORKER__LOGLEVEL", "HAECHI_WORKER__LOG_LEVEL"),
        ("haechi_redis_url", "HAECHI_REDIS__URL"),
        ("HAECHI_WORKER_WEB_PORT", "HAECHI_WORKER__WEB_PORT"),
    ],
)
def test_a_name_that_is_nearly_right_is_refused_with_the_right_one(
    written: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = problem(monkeypatch, **{written: "x"})
    assert message == f"{written.upper()} is not a setting of haechi; did you mean {meant}?"


@pytest.mark.parametrize("name", ["HAECHI_", "HAECHI_SOMETHING_ELSE", "HAECHI_KAFKA__ABC"])
def test_any_other_name_is_refused_too(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    message = problem(monkeypatch, **{name: "x"})
    assert message == f"{name} is not a setting of haechi; see docs/settings.md for the names"


@pytest.mark.parametrize("name", sorted(NOT_SETTINGS))
def test_variables_of_the_tools_are_let_pass(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x")
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HAECHI_SERVICE_HOST", "10.0.0.7"),
        ("HAECHI_REDIS_SERVICE_PORT", "6379"),
        ("HAECHI_REDIS_SERVICE_PORT_RESP", "6379"),
        ("HAECHI_REDIS_PORT", "tcp://10.0.0.7:6379"),
        ("HAECHI_REDIS_PORT_6379_TCP", "tcp://10.0.0.7:6379"),
        ("HAECHI_REDIS_PORT_6379_TCP_ADDR", "10.0.0.7"),
    ],
)
def test_what_kubernetes_sets_beside_a_service_is_let_pass(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert load_settings() == Settings()


def test_a_variable_of_another_program_is_nobodys_business(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAECHIX_URL", "x")
    assert load_settings() == Settings()


@pytest.mark.parametrize("value", ["", "redis:6379", "5", "[]", "{"])
def test_a_whole_group_in_one_variable_is_refused_by_name(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert problem(monkeypatch, HAECHI_REDIS=value).startswith("HAECHI_REDIS")


def test_no_error_tells_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAECHI_REDIS__PASSWORD", "hunter2")
    monkeypatch.setenv("HAECHI_KAFKA__SASL_PASSWORD", "hunter2")
    message = problem(
        monkeypatch,
        HAECHI_REDIS__URL="http://user:hunter2@host",
        HAECHI_KAFKA__SECURITY_PROTOCOL="SASL_SSL",
    )
    assert "hunter2" not in message


def test_a_password_with_a_slash_is_not_told_but_how_to_write_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = problem(monkeypatch, HAECHI_REDIS__URL="redis://:hunter2/3@host:6379/0")
    assert "%2F" in message
    assert "hunter2" not in message


def test_no_password_is_shown_by_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAECHI_REDIS__PASSWORD", "hunter2")
    monkeypatch.setenv("HAECHI_KAFKA__SASL_PASSWORD", "hunter2")
    settings = load_settings()
    assert settings.redis.password.get_secret_value() == "hunter2"
    assert not re.search("hunter2", f"{settings!r} {settings} {settings.model_dump_json()}")
