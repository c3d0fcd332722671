"""Keys in messages of services, as logs and reports may not have them."""

from __future__ import annotations

import pytest

from sphinx_amts.engines.amazon.faults import client_error, service_error
from sphinx_amts.text.secrets import without_secrets


@pytest.mark.parametrize(
    "text",
    [
        'Could not connect to the endpoint URL: "https://me:k3y-k3y@host:8080/x"',
        "https://k3y@host/", "HTTPS://me:k3yk3y@host",
        "GET https://host/path?X-Amz-Signature=k3y&a=b failed",
        "api_key=k3y is wrong", 'refused "token"="k3y"', "PASSWORD = k3y",
        "Authorization: Bearer k3yk3yk3y", "authorization: DeepL-Auth-Key k3y-k3y:fx",
        "X-Api-Key: k3y", "the bearer k3yk3yk3y has expired",
        "AWS4-HMAC-SHA256 Credential=k3y/2024/us-east-1, SignedHeaders=host",
        "no such key: sk-k3yk3yk3y", "ghp_k3yk3yk3yk3y", "AKIAk3yk3yk3yk3y",
    ],
)  # fmt: skip
def test_a_key_is_left_out(text):
    shown = without_secrets(text)
    assert "k3y" not in shown
    assert "…" in shown
    assert without_secrets(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "The security token included in the request is invalid",
        'could not connect to "https://translate.eu-west-1.amazonaws.com/"',
        "the access key is unknown; renew the credentials",
        "mail ana@example.org", "key: value", "a secret garden",
        "locales/es/LC_MESSAGES/page.po:12: empty", "risk-averse people ask why?",
    ],
)  # fmt: skip
def test_other_text_stays(text):
    assert without_secrets(text) == text


def test_errors_of_services_have_none():
    exceptions = pytest.importorskip("botocore.exceptions")
    found = [
        client_error("translate", exceptions.EndpointConnectionError(
            endpoint_url="https://me:k3y@host/?sig=k3y")),
        client_error("translate", exceptions.ProxyConnectionError(
            proxy_url="http://me:k3y@proxy", error="refused")),
        client_error("translate", exceptions.CredentialRetrievalError(
            provider="custom-process", error_msg="helper: bad key k3y")),
        service_error("translate", "AccessDenied", "token=k3y is not allowed"),
    ]  # fmt: skip
    for error in found:
        assert error is not None
        assert "k3y" not in str(error)
    assert "custom-process" in str(found[2])
