"""What keeps the tests on this machine."""

from __future__ import annotations

import asyncio
import socket

import aiohttp
import pytest

from tests.loopback import OutsideNetworkError, is_here


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.9.1", "::1", "localhost", b"localhost", "", None, "0.0.0.0", "::1%lo"]
)
def test_this_machine_is_here(host: object) -> None:
    assert is_here(host)


@pytest.mark.parametrize(
    "host", ["api.telegram.org", b"matrix.org", "10.0.0.1", "192.168.1.1", "2001:db8::1"]
)
def test_every_other_is_not(host: object) -> None:
    assert not is_here(host)


def test_a_name_outside_is_not_even_looked_up() -> None:
    with pytest.raises(OutsideNetworkError, match="example"):
        socket.getaddrinfo("parvis.example", 443)


def test_an_address_outside_is_not_connected_to() -> None:
    with socket.socket() as outside, pytest.raises(OutsideNetworkError):
        outside.connect(("192.0.2.1", 9))


async def test_no_library_gets_out_either() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(OutsideNetworkError):
            await session.get("http://192.0.2.1:9/")


async def test_a_server_of_our_own_is_reached() -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"here")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await reader.read() == b"here"
        writer.close()
        await writer.wait_closed()
