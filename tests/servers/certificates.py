"""A throw-away certificate authority with one certificate for 127.0.0.1."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.servers.missing import required_program

_EXTENSIONS = """\
subjectAltName = IP:127.0.0.1, DNS:localhost
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth, clientAuth
"""


@dataclass(frozen=True)
class Certificates:
    """PEM files: the authority's certificate, and one that serves servers and clients alike."""

    ca_file: Path
    certificate_file: Path
    key_file: Path


def make_certificates(directory: Path) -> Certificates:
    """Make the files in `directory` with openssl; valid for one day."""
    openssl = required_program("openssl", "apt-get install openssl")
    ca, ca_key = directory / "ca.pem", directory / "ca.key"
    certificate, key = directory / "server.pem", directory / "server.key"
    request, extensions = directory / "server.csr", directory / "server.ext"
    extensions.write_text(_EXTENSIONS)
    new_key = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    for arguments in (
        (*new_key, "-x509", "-days", "1", "-subj", "/CN=tests", "-keyout", ca_key, "-out", ca),
        (*new_key, "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", request),
        (
            *("x509", "-req", "-days", "1", "-in", request, "-extfile", extensions),
            *("-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-out", certificate),
        ),
    ):
        subprocess.run([openssl, *arguments], check=True, capture_output=True)
    return Certificates(ca, certificate, key)
