"""Bad networks: a server that accepts and says nothing, and a wire that is slow, cut, or overheard."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def silent_server() -> Iterator[int]:
    """The port of a server that accepts every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


class Wire:
    """Between a client and a server: each answer is late by `delay` seconds, and all that passes is kept."""

    def __init__(self, port: int) -> None:
        self.delay = 0.0
        self.heard = bytearray()
        self.connections = 0
        self._target = port
        self._open: list[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Cut what is connected now; new connections pass."""
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def close(self) -> None:
        self.cut()
        self._server.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._server.accept()
                self.connections += 1
                server = socket.create_connection(("127.0.0.1", self._target))
                self._open += [client, server]
                threading.Thread(target=self._carry, args=(client, server, False), daemon=True).start()
                threading.Thread(target=self._carry, args=(server, client, True), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, late: bool) -> None:
        with suppress(OSError), source, target:
            while data := source.recv(65536):
                self.heard += data
                if late and self.delay:
                    time.sleep(self.delay)
                target.sendall(data)


@contextmanager
def wire_to(port: int) -> Iterator[Wire]:
    """A wire to the server that listens at this port of loopback."""
    wire = Wire(port)
    try:
        yield wire
    finally:
        wire.close()
