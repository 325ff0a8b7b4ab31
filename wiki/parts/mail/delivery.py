"""From a letter to the server that takes it: the only place that knows smtplib."""

from __future__ import annotations

import logging
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formatdate, make_msgid

from auth.directories.base import Step
from auth.sentences import Sentence
from wiki.config import MailSettings
from wiki.parts.mail.errors import NoMailServer
from wiki.parts.mail.letters import Letter
from wiki.system import reason_of

log = logging.getLogger("relais.mail")

# Names that RFC 2606 keeps for examples: nobody is there.
NOBODYS = (".example", ".invalid", ".test", ".localhost")

Stage = tuple[Sentence, Callable[[], str]]


class Mailer:
    """Hands letters to the server of the settings, one connection each."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    @property
    def sends(self) -> bool:
        return self._settings.server is not None

    def send(self, letter: Letter, to: str) -> None:
        """Hand the letter over.

        :raises NoMailServer: when the settings name none.
        :raises OSError: the server, or the way to it, refuses; to be tried again.
        """
        if to.lower().endswith(NOBODYS):
            log.info("a letter to an address of an example was not sent")
            return
        talk = _Talk(self._settings, letter, to)
        try:
            for _name, work in talk.stages():
                work()
        finally:
            talk.close()

    def check(self, letter: Letter, to: str) -> Iterator[Step]:
        """Try each step of the way in turn; the first that fails is the last.

        :raises NoMailServer: when the settings name none.
        """
        talk = _Talk(self._settings, letter, to)
        try:
            for name, work in talk.stages():
                try:
                    yield Step(name, True, work())
                except OSError as error:
                    yield Step(name, False, said(error))
                    return
        finally:
            talk.close()


class _Talk:
    """One conversation with the server."""

    def __init__(self, settings: MailSettings, letter: Letter, to: str) -> None:
        if settings.server is None or settings.sender is None:
            raise NoMailServer
        self._settings, self._host, self._sender = settings, settings.server, settings.sender
        self._letter, self._to = letter, to
        self._domain = self._sender.partition("@")[2]
        self._server: smtplib.SMTP | None = None

    def stages(self) -> Iterator[Stage]:
        """What is done in turn, each with its name."""
        at = f"{self._host}:{self._settings.port_used}"
        yield Sentence("resolve %(host)s", host=self._host), self._resolve
        yield Sentence("connect %(at)s", at=at), self._connect
        if self._settings.security == "starttls":
            yield Sentence("TLS %(at)s", at=at), self._protect
        if self._settings.user is not None:
            yield Sentence("sign in as %(user)s", user=self._settings.user), self._sign_in
        yield Sentence("send from %(sender)s to %(to)s", sender=self._sender, to=self._to), self._hand_over

    def close(self) -> None:
        if self._server is not None:
            self._server.close()

    def _resolve(self) -> str:
        found = socket.getaddrinfo(self._host, self._settings.port_used, type=socket.SOCK_STREAM)
        return ", ".join(sorted({str(each[4][0]) for each in found}))

    def _connect(self) -> str:
        settings = self._settings
        if settings.security == "tls":
            self._server = smtplib.SMTP_SSL(
                self._host,
                settings.port_used,
                local_hostname=self._domain,
                timeout=settings.timeout,
                context=self._context(),
            )
        else:
            self._server = smtplib.SMTP(
                self._host, settings.port_used, local_hostname=self._domain, timeout=settings.timeout
            )
        self._server.ehlo_or_helo_if_needed()
        return Sentence("it listens")

    def _protect(self) -> str:
        self._open().starttls(context=self._context())
        return (
            Sentence("protected")
            if self._settings.verify
            else Sentence("protected, certificate not verified")
        )

    def _sign_in(self) -> str:
        password = self._settings.password
        self._open().login(self._settings.user or "", password.get_secret_value() if password else "")
        return Sentence("accepted by the server")

    def _hand_over(self) -> str:
        self._open().send_message(self._message(), self._sender, [self._to])
        # The letter is theirs now. A server that does not wait to be taken leave of is not sent it again.
        with suppress(OSError):
            self._open().quit()
        return Sentence("accepted by the server")

    def _open(self) -> smtplib.SMTP:
        if self._server is None:
            raise smtplib.SMTPServerDisconnected
        return self._server

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self._settings.ca_file)
        if not self._settings.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def _message(self) -> Message:
        # Of the older half of Python's library: the newer one loses spaces of French subjects where it folds them.
        message = MIMEMultipart("alternative")
        message["From"], message["To"] = self._sender, self._to
        if any(len(said.splitlines()) > 1 for said in (self._to, self._letter.subject)):
            raise ValueError("a line break would begin another header")
        message["Subject"] = Header(self._letter.subject, "utf-8", header_name="Subject").encode()
        message["Date"], message["Message-ID"] = formatdate(localtime=True), make_msgid(domain=self._domain)
        message["Auto-Submitted"] = "auto-generated"  # no answering machine answers (RFC 3834)
        message["Content-Language"] = self._letter.language
        message.attach(MIMEText(self._letter.text, "plain", "utf-8"))
        message.attach(MIMEText(self._letter.html, "html", "utf-8"))
        return message


def said(error: OSError) -> str:
    """Why the server, or the way to it, refused; a Sentence when it is a common reason."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return Sentence("the server refuses the address (%(code)s %(words)s)", code=code, words=_text(answer))
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Sentence("the server refuses the user or the password (%(code)s)", code=error.smtp_code)
    if isinstance(error, smtplib.SMTPResponseException):
        words = _text(error.smtp_error)
        return Sentence("the server refuses (%(code)s %(words)s)", code=error.smtp_code, words=words)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Sentence("the server does not offer it")
    if isinstance(error, ssl.SSLCertVerificationError):
        return Sentence("its certificate is not trusted (%(why)s)", why=error.verify_message)
    # smtplib says of a wait that was too long that the connection was closed.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return Sentence("it does not answer in time")
    return reason_of(error) if error.errno else str(error) or type(error).__name__


def _text(words: bytes | str) -> str:
    """What the server says, on one line."""
    told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(told.split())[:200]
