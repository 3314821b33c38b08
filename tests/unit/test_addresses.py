"""Which addresses are public, and the names of hosts a user allows."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.web.addresses import AllowedHosts, is_public

NOT_PUBLIC = """
127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255
192.168.0.1 192.168.255.255 169.254.169.254 169.254.0.1 100.64.0.1 100.100.100.200 192.0.0.1
192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1
255.255.255.255 168.63.129.16 192.88.99.1
::1 :: fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 fec0::1 ff02::1 ff0e::1 100::1 2001:db8::1
2001::1 2001:2::1 3fff::1 5f00::1 4000::1 64:ff9b:1::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 ::127.0.0.1
64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe 2002:7f00:1::1 2002:808:808::1
localhost example.org 127.1 2130706433 0x7f000001 017700000001 1.2.3.4.5 [::1]
""".split()
PUBLIC = """
8.8.8.8 1.1.1.1 93.184.215.14 172.15.0.1 172.32.0.1 11.0.0.1 100.128.0.1 2606:4700::1111
2a00:1450:4001::200e ::ffff:8.8.8.8 64:ff9b::808:808
""".split()


@pytest.mark.parametrize("address", [*NOT_PUBLIC, ""])
def test_an_address_that_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_that_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_alike_in_every_spelling(address: ipaddress.IPv4Address) -> None:
    mapped = ipaddress.IPv6Address(0xFFFF_0000_0000 | int(address))
    assert is_public(str(address)) == is_public(str(mapped)) == is_public(mapped.exploded)


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if address.is_private or address.is_multicast or address.is_loopback or address.is_link_local:
        assert not is_public(str(address)) or getattr(address, "ipv4_mapped", None) is not None


def test_a_host_is_allowed_at_every_port_or_at_the_one_given() -> None:
    allowed = AllowedHosts(["Wiki.example", "localhost:8080", "[::1]:81", "10.0.0.7"])
    assert ("wiki.example", 80) in allowed
    assert ("WIKI.example", 8443) in allowed
    assert ("localhost", 8080) in allowed
    assert ("localhost", 80) not in allowed
    assert ("::1", 81) in allowed
    assert ("10.0.0.7", 443) in allowed
    assert ("evil-wiki.example", 80) not in allowed
    assert ("wiki.example.evil.example", 80) not in allowed


@pytest.mark.parametrize(
    "entry", ["", "http://x.example", "a/b", "u@x.example", "x:99999", "x?q=1"]
)
def test_what_is_no_host_cannot_be_allowed(entry: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        AllowedHosts([entry])
