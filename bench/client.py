"""Load without wrk: a few connections that are kept open, driven by one process.

`python -m bench.client PORT CONNECTIONS SECONDS FILE COOKIE` asks for the paths of the file, and writes what came of
it as JSON.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path

from bench.timing import percentile


class Tally:
    """What came of the requests."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.refused = 0  # answers of 400 and more
        self.broken = 0  # connections that ended before their answer


class Connection:
    """One request after the other on one socket, opened again when the server closes it."""

    def __init__(
        self, port: int, selector: selectors.BaseSelector, requests: Iterator[bytes], tally: Tally
    ) -> None:
        self._address = ("127.0.0.1", port)
        self._selector, self._requests, self._tally = selector, requests, tally
        self._open()
        self._send()

    def receive(self) -> None:
        """Take what has come; when the answer is whole, ask again."""
        piece = self._socket.recv(1 << 18)
        self._received += piece
        if self._whole():
            self._count()
        elif piece:
            return
        else:
            self._tally.broken += 1
        if not piece or b"\r\nconnection: close" in self._head.lower():
            self.close()
            self._open()
        self._send()

    def close(self) -> None:
        self._selector.unregister(self._socket)
        self._socket.close()

    def _open(self) -> None:
        self._socket = socket.create_connection(self._address)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(self._socket, selectors.EVENT_READ, self)

    def _send(self) -> None:
        self._received, self._head, self._length = b"", b"", 0
        self._begun = time.perf_counter()
        self._socket.sendall(next(self._requests))

    def _whole(self) -> bool:
        """Whether the answer is here to its last byte. Our answers say their length."""
        if not self._head:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return False
            self._head = self._received[:end]
            self._length = end + 4 + _content_length(self._head)
        return len(self._received) >= self._length

    def _count(self) -> None:
        self._tally.seconds.append(time.perf_counter() - self._begun)
        if int(self._head.split(None, 2)[1]) >= 400:
            self._tally.refused += 1


def drive(port: int, connections: int, seconds: float, paths: Sequence[str], cookie: str) -> dict[str, float]:
    """Ask for as long as `seconds`, and tell what came of it."""
    tally, selector = Tally(), selectors.DefaultSelector()
    requests = cycle([_request(path, cookie) for path in paths])
    begun = time.perf_counter()
    opened = [Connection(port, selector, requests, tally) for _ in range(connections)]
    while time.perf_counter() - begun < seconds:
        for key, _ in selector.select(timeout=seconds):
            key.data.receive()
    took = time.perf_counter() - begun
    for connection in opened:
        connection.close()
    return {
        "requests": len(tally.seconds),
        "seconds": took,
        "p50": percentile(tally.seconds, 50),
        "p95": percentile(tally.seconds, 95),
        "refused": tally.refused,
        "broken": tally.broken,
    }


def _request(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode()


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":", 1)[1])
    return 0


def main(arguments: Sequence[str]) -> None:
    port, connections, seconds, file, cookie = arguments
    paths = Path(file).read_text(encoding="utf-8").splitlines()
    print(json.dumps(drive(int(port), int(connections), float(seconds), paths, cookie)))


if __name__ == "__main__":
    main(sys.argv[1:])
