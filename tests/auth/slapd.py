"""A real slapd on loopback, with the ministry in it and certificates of its own authority.

`python -m tests.auth.slapd 3890` runs it in the foreground and prints the settings that use it.
"""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from auth.settings import LdapSettings
from tests.auth.ministry import (
    BOUNDED,
    GROUPS,
    PASSWORD,
    PEOPLE,
    POLICIES,
    SERVICE,
    SERVICE_PASSWORD,
    SUFFIX,
    Ministry,
    ldif,
    ministry,
)

ROOT_DN, ROOT_PASSWORD = f"cn=root,{SUFFIX}", "root"

_CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/dyngroup.schema

attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl'
  EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 2.16.840.1.113730.3.1.610 NAME 'nsAccountLock'
  EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.99999.1 NAME 'compteGere' AUXILIARY MAY ( userAccountControl $ nsAccountLock ) )

modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
moduleload dynlist
pidfile {folder}/slapd.pid
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
sizelimit 500
loglevel none

database mdb
maxsize 1073741824
suffix "{suffix}"
rootdn "{root}"
rootpw {root_password}
directory {folder}/data
dbnosync
index objectClass,uid,cn,member,entryUUID eq
limits dn.exact="{service}" size.soft=unlimited size.hard=unlimited size.prtotal=unlimited
limits dn.exact="{bounded}" size.soft=40 size.hard=40 size.prtotal=40
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{service}" read by dn.exact="{bounded}" read by users read by anonymous auth
overlay ppolicy
ppolicy_default "cn=normale,{policies}"
ppolicy_use_lockout
overlay dynlist
dynlist-attrset groupOfURLs memberURL member+memberOf@groupOfNames*
"""


class Slapd:
    """One server; `start` and `stop` as often as a test needs."""

    def __init__(self, folder: Path, of: Ministry, port: int = 0) -> None:
        self.folder, self.ministry = folder, of
        self.port, self.tls_port = (port, port + 1) if port else (free_port(), free_port())
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "data").mkdir()
        make_certificates(folder)
        self._write(ldif(of))

    @property
    def ca_file(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def url(self) -> str:
        """To be used with StartTLS."""
        return f"ldap://127.0.0.1:{self.port}"

    @property
    def tls_url(self) -> str:
        return f"ldaps://127.0.0.1:{self.tls_port}"

    @property
    def misnamed_url(self) -> str:
        """The same server under an address that its certificate does not bear."""
        return f"ldaps://127.0.0.2:{self.tls_port}"

    def settings(self, **changed: Any) -> LdapSettings:
        """Settings that work, with what the test changes."""
        values: dict[str, Any] = {
            "urls": [self.tls_url],
            "ca_file": self.ca_file,
            "bind_dn": SERVICE,
            "bind_password": SERVICE_PASSWORD,
            "user_base": PEOPLE,
            "user_filter": "(objectClass=inetOrgPerson)",
            "group_base": GROUPS,
            "connect_timeout": 1,
            "receive_timeout": 1,
            "rest_seconds": 0,
        }
        return LdapSettings.model_validate(values | changed)

    def start(self) -> None:
        """Start it, and wait until it listens."""
        addresses = f"{self.url} {self.tls_url} {self.misnamed_url}"
        self._process = subprocess.Popen(
            ["/usr/sbin/slapd", "-d", "0", "-f", self.folder / "slapd.conf", "-h", addresses],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("wb"),
        )
        for port in (self.port, self.tls_port):
            self._wait_for(port)

    def stop(self) -> None:
        """Stop it, and wait until it is gone."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def modify(self, changes: str) -> None:
        """Apply LDIF changes as the directory's administrator."""
        self._as_root("ldapmodify", changes)

    def add(self, entry: str) -> None:
        self._as_root("ldapadd", entry)

    def delete(self, dn: str) -> None:
        self._as_root("ldapdelete", "", dn)

    def _as_root(self, command: str, text: str, *arguments: str) -> None:
        subprocess.run(
            [command, "-x", "-H", self.url, "-D", ROOT_DN, "-w", ROOT_PASSWORD, *arguments],
            input=text.encode(),
            check=True,
            capture_output=True,
        )

    def _write(self, entries: str) -> None:
        configuration = _CONFIGURATION.format(
            folder=self.folder,
            suffix=SUFFIX,
            root=ROOT_DN,
            root_password=ROOT_PASSWORD,
            service=SERVICE,
            bounded=BOUNDED,
            policies=POLICIES,
        )
        (self.folder / "slapd.conf").write_text(configuration)
        subprocess.run(
            ["/usr/sbin/slapadd", "-q", "-f", self.folder / "slapd.conf"],
            input=entries.encode(),
            check=True,
            capture_output=True,
        )

    def _wait_for(self, port: int) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise RuntimeError(f"slapd did not start: {(self.folder / 'log').read_text()}")


@contextmanager
def running(of: Ministry | None = None, port: int = 0) -> Iterator[Slapd]:
    """A slapd with the ministry in it, in a folder that goes with it."""
    folder = Path(tempfile.mkdtemp(prefix="slapd-"))
    try:
        server = Slapd(folder, of or ministry(), port)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_certificates(folder: Path, name: str = "ca") -> None:
    """An authority, and a server's certificate for localhost and 127.0.0.1 that it vouches for."""
    authority = folder / f"{name}.pem", folder / f"{name}.key"
    _openssl(*authority, "/CN=Autorité d'essai", "-addext", "basicConstraints=critical,CA:TRUE")
    if name == "ca":
        _openssl(
            folder / "server.pem",
            folder / "server.key",
            "/CN=annuaire d'essai",
            *("-CA", str(authority[0]), "-CAkey", str(authority[1])),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-addext", "basicConstraints=critical,CA:FALSE"),
        )


def _openssl(certificate: Path, key: Path, subject: str, *more: str) -> None:
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    named = ("-keyout", str(key), "-out", str(certificate), "-days", "30", "-utf8", "-subj", subject)
    subprocess.run(["openssl", "req", "-x509", *curve, *named, *more], check=True, capture_output=True)


def free_port() -> int:
    """A port of loopback that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Run in the foreground until interrupted."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 3890
    with running(port=port) as server:
        # Blocked once slapd runs, which would inherit it, and waited for below.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        first = server.ministry.people[0]
        print(
            f"""# Anybody signs in with the password: {PASSWORD}
# for instance {first.name}, as {first.uid}
[auth]
directory = "ldap"
administrators = ["{first.uid}"]

[auth.ldap]
urls = ["{server.tls_url}"]
ca_file = "{server.ca_file}"
bind_dn = "{SERVICE}"
bind_password = "{SERVICE_PASSWORD}"
user_base = "{PEOPLE}"
user_filter = "(objectClass=inetOrgPerson)"
group_base = "{GROUPS}"
""",
            flush=True,
        )
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main()
