"""Pages behind TLS: the name that was asked for must be that of the certificate."""

from __future__ import annotations

import datetime
import ipaddress
import ssl

import pytest
from bilingual_site import bilingual, collect, collected, sentences, serving_site
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@pytest.fixture
def certificate(tmp_path):
    """A certificate for localhost with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.2")),
    ]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def test_only_a_certificate_of_the_host_is_accepted(
    certificate, tmp_path, capsys, monkeypatch
):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving_site(bilingual(1), tls=context) as site:
        start = f"https://localhost:{site.port}/en/1.html"
        assert collect(tmp_path, start) == 2
        assert not site.asked
        said = capsys.readouterr().err
        assert f"localhost:{site.port}: its certificate is not valid (self" in said
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert collect(tmp_path, f"https://127.0.0.1:{site.port}/en/1.html") == 2
        assert not site.asked
        assert "certificate is not valid for '127.0.0.1'" in capsys.readouterr().err
        assert collect(tmp_path, start) == 0
        assert collected(tmp_path / "out.tmx") == sentences(1)
    # whoever speaks no TLS is a fault of the host
    with serving_site(bilingual(1)) as site:
        assert collect(tmp_path, f"https://localhost:{site.port}/en/1.html") == 2
        assert "cannot be reached" in capsys.readouterr().err
