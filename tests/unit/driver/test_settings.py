"""Where the driver's settings come from and which values it refuses."""

import pytest

from streams.driver.settings import DriverSettings


def test_settings_are_read_from_the_query_of_the_broker_url() -> None:
    settings = DriverSettings.from_query({"max_batch_records": "7", "revocation_share": "0.25"})

    assert settings == DriverSettings(max_batch_records=7, revocation_share=0.25)


def test_an_unknown_setting_is_named() -> None:
    with pytest.raises(ValueError, match="unknown driver setting 'max_batch'"):
        DriverSettings.from_query({"max_batch": "7"})


@pytest.mark.parametrize(
    "values",
    [{"max_batches_in_flight": "0"}, {"fetch_max_wait_ms": "-1"}, {"revocation_share": "1"}],
)
def test_a_value_that_would_stop_the_driver_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(values))):
        DriverSettings.from_query(values)
