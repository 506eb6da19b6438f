"""A second listener of the test Kafka that wants TLS and a password (SASL_SSL, PLAIN)."""

from dataclasses import dataclass
from pathlib import Path

from tests.servers.certificates import Certificates, make_certificates

USERNAME = "worker"
PASSWORD = "secret"  # noqa: S105 - of a server that lives as long as a test
LISTENER = "SECURE"

_LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule"


@dataclass(frozen=True)
class SecureListener:
    """What the listener needs, and what its clients need to trust it."""

    certificates: Certificates
    key_store: Path

    def properties(self) -> dict[str, str]:
        """Lines of server.properties, for a server that listens to `PLAINTEXT` besides."""
        prefix = f"listener.name.{LISTENER.lower()}."
        return {
            "listener.security.protocol.map": (
                f"PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,{LISTENER}:SASL_SSL"
            ),
            f"{prefix}sasl.enabled.mechanisms": "PLAIN",
            f"{prefix}plain.sasl.jaas.config": f'{_LOGIN} required user_{USERNAME}="{PASSWORD}";',
            f"{prefix}ssl.keystore.type": "PEM",
            f"{prefix}ssl.keystore.location": str(self.key_store),
        }


def make_secure_listener(directory: Path) -> SecureListener:
    """Make certificates in `directory`, and the key store that Kafka reads."""
    certificates = make_certificates(directory)
    key_store = directory / "keystore.pem"
    key_store.write_text(
        certificates.key_file.read_text()
        + certificates.certificate_file.read_text()
        + certificates.ca_file.read_text()
    )
    return SecureListener(certificates, key_store)
