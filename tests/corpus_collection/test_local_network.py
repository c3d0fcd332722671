"""A crawl stays on the hosts that were named, and out of the local network."""

from __future__ import annotations

import socket

import pytest
from bilingual_site import bilingual, collect, redirect, sentences, serving_site

from sphinx_amts.corpus_collection.addresses import parse_address
from sphinx_amts.corpus_collection.connections import (
    Deadline,
    connected,
    is_local,
    is_local_name,
)
from sphinx_amts.corpus_collection.hosts import NamedHosts
from sphinx_amts.errors import HostError, PageError

LOCAL = """
    127.0.0.1 127.8.9.10 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254
    100.64.0.1 192.0.2.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 fe80::1 fe80::1%eth0
    fc00::1 fd12:3456::1 fec0::1 ff02::1 2001:db8::1 64:ff9b::a00:1 64:ff9b::a9fe:a9fe
    2002:7f00:1:: 2002:c0a8:101::
""".split()
PUBLIC = "8.8.8.8 93.184.215.14 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808".split()


@pytest.mark.parametrize("ip", LOCAL)
def test_addresses_of_the_local_network_are_known(ip):
    assert is_local(ip)


@pytest.mark.parametrize("ip", PUBLIC)
def test_addresses_of_the_internet_are_known(ip):
    assert not is_local(ip)


def test_a_user_names_the_local_network_by_its_own_names():
    for host in ("127.0.0.1", "::1", "192.168.1.1", "localhost", "book.localhost"):
        assert is_local_name(host)
    for host in ("example.org", "127.1", "2130706433", "localhost.example.org"):
        assert not is_local_name(host)


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1"])
def test_a_name_that_leads_into_the_local_network_is_not_asked(host, tmp_path, capsys):
    """The system resolves these to 127.0.0.1, as a name server may do with any name."""
    with serving_site(bilingual(1)) as site:
        start = f"http://{host}:{site.port}/en/1.html"
        assert collect(tmp_path, start) == 2
        assert not site.asked
        said = capsys.readouterr().err
        assert f"{host}: its address 127.0.0.1 is one of the local network" in said
        assert f"--allow-local {host}" in said
        assert collect(tmp_path, start, "--allow-local", host) == 0


def test_the_address_that_was_checked_is_the_one_that_is_connected(monkeypatch):
    """A name server that answers with another address the second time gains nothing."""
    looked_up = []

    def answer(host, port, *_, **__):
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    address = parse_address("http://rebound.example/")
    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", answer)
        with (
            pytest.raises(HostError, match="local network"),
            connected(address, Deadline(5), local=False),
        ):
            pass
    assert looked_up == ["rebound.example"]


def test_redirects_lead_only_to_hosts_that_were_named(tmp_path, capsys):
    with serving_site({}, host="localhost") as inner, serving_site({}) as site:
        secret = f"http://localhost:{inner.port}"
        site.pages = bilingual(1, links=[f"/en/{n}.html" for n in (2, 3, 4, 5, 6)])
        places = (
            f"{secret}/en/1.html", "http://169.254.169.254/", "file:///etc/passwd",
            f"//127.0.0.2:{inner.port}/", f"http://127.0.0.1:{inner.port}/",
        )  # fmt: skip
        for number, place in enumerate(places, start=2):
            site.pages[f"/en/{number}.html"] = redirect(place)
        assert collect(tmp_path, f"{site.address}/en/1.html") == 0
        assert not inner.asked
        said = capsys.readouterr().err
        assert f"/en/2.html: leads to localhost:{inner.port}, a host that" in said
        assert "/en/3.html: leads to 169.254.169.254, a host that was not named" in said
        assert "/en/4.html: file:///etc/passwd: only http and https" in said
        assert f"/en/5.html: leads to 127.0.0.2:{inner.port}, a host that" in said
        assert f"/en/6.html: leads to 127.0.0.1:{inner.port}, a host that" in said
        # of two hosts that are both named, one leads to the other
        inner.pages = bilingual(1)
        site.pages["/en/1.html"] = redirect(f"{secret}/en/1.html")
        arguments = (f"{site.address}/en/1.html", f"{secret}/es/1.html")
        assert collect(tmp_path, *arguments, "--fresh", "0") == 0
        assert inner.times("/en/1.html") == 1


def test_another_port_is_another_host_but_for_those_of_the_web():
    hosts = NamedHosts(
        [parse_address("http://a.example/"), parse_address("http://b.example:8000/")]
    )
    for text in ("http://a.example/x", "https://a.example/x", "http://b.example:8000/"):
        hosts.refuse_other(parse_address(text))
    for text in (
        "http://a.example:6379/", "http://b.example/", "http://a.example.org/",
        "http://www.a.example/",
    ):  # fmt: skip
        with pytest.raises(PageError, match="was not named"):
            hosts.refuse_other(parse_address(text))


def test_sitemaps_and_lists_name_no_hosts_by_themselves(tmp_path, capsys):
    with serving_site({}, host="localhost") as inner, serving_site({}) as site:
        outside = f"http://localhost:{inner.port}"
        site.pages = bilingual(1)
        site.pages["/sitemap.xml"] = (
            200,
            {"Content-Type": "application/xml"},
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            f"<url><loc>{outside}/en/1.html</loc></url>"
            f"<url><loc>{site.address}/en/1.html</loc></url></urlset>",
        )
        assert collect(tmp_path, f"{site.address}/sitemap.xml") == 0
        assert not inner.asked
    assert f"localhost:{inner.port}: pages of it are listed" in capsys.readouterr().err
    assert sentences(1)
