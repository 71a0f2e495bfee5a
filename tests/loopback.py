"""Keeps the tests on this machine: whatever Python code looks up or connects to must be here.

An audit hook sees every socket, also those made by libraries and by event loops.
"""

from __future__ import annotations

import contextlib
import ipaddress
import random
import socket
import sys


class OutsideNetworkError(RuntimeError):
    """A test reached for a machine other than this one: give it a server on 127.0.0.1 instead."""


def is_here(host: object) -> bool:
    """Say whether a host name or address is this machine's own; an empty one and a socket's file are."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if not isinstance(name, str) or name in {"", "localhost"}:
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def free_port() -> int:
    """Return a port that nobody had a moment ago, for a program that cannot take port 0 and say what it got.

    It is below those that port 0 gives, or the next to ask for one might get this.
    """
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def stay_on_loopback() -> None:
    """Let every attempt to leave this machine raise `OutsideNetworkError`, until the process ends."""
    sys.addaudithook(_refuse_outside)


def _refuse_outside(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.getaddrinfo":
        _refuse(arguments[0])
    elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        # An address that is no tuple is a path: a Unix socket.
        _refuse(arguments[1][0])


def _refuse(host: object) -> None:
    if not is_here(host):
        raise OutsideNetworkError(f"{OutsideNetworkError.__doc__} It was {host!r}.")
