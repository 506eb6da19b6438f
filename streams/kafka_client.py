"""What every Kafka client of haechi needs to reach the brokers: addresses, TLS and credentials."""

import ssl
from pathlib import Path
from typing import Any

from faust.auth import SASLCredentials, SSLCredentials

from config.errors import SettingsError
from config.settings import PREFIX, KafkaSettings

VARIABLES = f"{PREFIX}KAFKA__"


def client_options(kafka: KafkaSettings) -> dict[str, Any]:
    """The options that aiokafka's consumers, producers and admin clients share.

    Reads the files of certificates.

    Raises:
        SettingsError: a file of certificates or keys can not be used.
    """
    options: dict[str, Any] = {
        "bootstrap_servers": kafka.brokers,
        "request_timeout_ms": kafka.request_timeout_ms,
        "security_protocol": kafka.security_protocol,
    }
    if kafka.security_protocol.endswith("SSL"):
        options["ssl_context"] = ssl_context(kafka)
    if kafka.security_protocol.startswith("SASL"):
        options |= {
            "sasl_mechanism": kafka.sasl_mechanism,
            "sasl_plain_username": kafka.sasl_username,
            "sasl_plain_password": kafka.sasl_password.get_secret_value(),
        }
    return options


def ssl_context(kafka: KafkaSettings) -> ssl.SSLContext:
    """A context that trusts the given authorities, or the system's, and shows our certificate.

    Raises:
        SettingsError: a file can not be read, or does not hold what it should.
    """
    context = _trusting(kafka.tls_ca_file)
    if kafka.tls_certificate_file is not None:
        _show(context, kafka.tls_certificate_file, kafka.tls_key_file)
    elif kafka.tls_key_file is not None:
        raise SettingsError(
            f"{VARIABLES}TLS_KEY_FILE needs {VARIABLES}TLS_CERTIFICATE_FILE; set both"
        )
    return context


def _trusting(authorities: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=authorities)
    except (OSError, ssl.SSLError) as error:
        raise _unusable("TLS_CA_FILE", authorities, "CA certificates", error) from None


def _show(context: ssl.SSLContext, certificate: Path, key: Path | None) -> None:
    try:
        context.load_cert_chain(certificate, key, _no_password)
    except (OSError, ssl.SSLError, ValueError) as error:
        name = "TLS_CERTIFICATE_FILE" if key is None else "TLS_CERTIFICATE_FILE or TLS_KEY_FILE"
        files = certificate if key is None else f"{certificate}, {key}"
        raise _unusable(name, files, "a certificate and its key", error) from None


def _no_password() -> str:
    """Asked for when a key is encrypted; without it OpenSSL would ask the terminal and wait."""
    raise ValueError("the key is encrypted, give one without a password")


def _unusable(setting: str, file: object, wanted: str, error: Exception) -> SettingsError:
    reason = getattr(error, "strerror", None) or getattr(error, "reason", None) or error
    return SettingsError(f"{VARIABLES}{setting}: {file}: {reason}; give a PEM file with {wanted}")


def faust_credentials(kafka: KafkaSettings) -> Any:
    """The same as Faust's credentials object, or None for plain text.

    Raises:
        SettingsError: as `client_options`.
    """
    context = ssl_context(kafka) if kafka.security_protocol.endswith("SSL") else None
    if kafka.security_protocol.startswith("SASL"):
        return SASLCredentials(
            username=kafka.sasl_username,
            password=kafka.sasl_password.get_secret_value(),
            mechanism=kafka.sasl_mechanism,
            ssl_context=context,
        )
    return None if context is None else SSLCredentials(context)
