"""A real server of e-mail on loopback: what it took can be read, and it refuses what it is told to refuse."""

from __future__ import annotations

import email
import email.policy
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from tests.auth.slapd import free_port, make_certificates

USER, PASSWORD = "relais", "mot de passe du serveur"


@dataclass
class Box:
    """What the server took, the first first."""

    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    refuses: str = ""  # what it answers to every letter, instead of taking it
    unknown: set[str] = field(default_factory=set)  # addresses that it does not know
    hangs_up: bool = False  # without an answer, once it took what there was
    signed_in: list[str] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, Any]:
        """The section [mail] of a site that sends through it."""
        return {
            "server": "localhost",
            "port": self.port,
            "security": "none",
            "sender": "relais@exemple.gouv.qc.ca",
        }

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if letter["To"] == address]

    async def handle_RCPT(  # noqa: N802 (the library's name)
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 nobody of this name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (the same)
        self, server: Any, session: Session, envelope: Envelope
    ) -> str:
        if self.refuses:
            return self.refuses
        parsed = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self.letters.append(parsed)
        return "250 OK"

    async def handle_QUIT(  # noqa: N802 (the same)
        self, server: Any, session: Session, envelope: Envelope
    ) -> str:
        if self.hangs_up:
            server.transport.abort()
        return "221 Bye"

    def authenticate(
        self, server: Any, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        if good:
            self.signed_in.append(USER)
        return AuthResult(success=good, handled=good)


@contextmanager
def running(folder: Path | None = None, security: str = "none") -> Iterator[Box]:
    """The server; with a folder for its certificates it speaks TLS, and wants to know who sends."""
    box = Box(free_port())
    options: dict[str, Any] = {}
    if folder is not None:
        make_certificates(folder)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(folder / "server.pem", folder / "server.key")
        options = {"authenticator": box.authenticate, "auth_required": True}
        if security == "tls":
            options |= {"ssl_context": context, "auth_require_tls": False}
        else:
            options |= {"tls_context": context, "require_starttls": True}
    server = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    server.start()
    try:
        yield box
    finally:
        server.stop()


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(letter: EmailMessage) -> str:
    part = letter.get_body(("html",))
    assert part is not None
    return str(part.get_content())
