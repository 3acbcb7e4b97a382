from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.ssrf import PrivateAddress, is_public, public_socket


def _split(addresses: str) -> list[str]:
    return addresses.split()


@pytest.mark.parametrize(
    "address",
    _split("""127.0.0.1 10.1.2.3 172.16.0.1 192.168.0.1 169.254.169.254 100.64.0.1 100.100.100.200 0.0.0.0 192.0.0.192
    168.63.129.16 224.0.0.1 240.0.0.1 255.255.255.255 198.18.0.1 203.0.113.1 192.88.99.1
    :: ::1 fe80::1 fd00:ec2::254 ff02::1 2001:db8::1 2001::1 3fff::1 64:ff9b:1::1 100::1 ::7f00:1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 2002:7f00:1::1"""),
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", _split("8.8.8.8 1.1.1.1 2606:4700::1111 2a00:1450::1 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1")
)
def test_addresses_that_are(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_however_it_is_wrapped(address: IPv4Address) -> None:
    number = int(address)
    wrapped = [(0xFFFF << 32) | number, (0x64FF9B << 96) | number, (0x2002 << 112) | (number << 80)]
    assert {is_public(IPv6Address(value)) for value in wrapped} == {is_public(address)}


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "fe80::1%1"])
def test_no_socket_is_made_for_an_address_that_is_not_public(address: str) -> None:
    with pytest.raises(PrivateAddress):
        public_socket((0, 0, 0, "", (address, 443)))
