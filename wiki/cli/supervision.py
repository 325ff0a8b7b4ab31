"""One process that looks after the web server and the worker: whichever ends by accident is begun again."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping

log = logging.getLogger("relais")

CALM = 10.0  # seconds that a job has to run for its end to be an accident and not a fault
FORWARDED = (signal.SIGHUP, signal.SIGUSR1)
AWAITED = {signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, *FORWARDED}
_DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG


class Supervisor:
    """Runs each job in a process of its own until asked to stop."""

    def __init__(self, jobs: Mapping[str, Callable[[], None]]) -> None:
        self._jobs = jobs
        self._running: dict[int, str] = {}
        self._begun: dict[str, float] = {}
        self._stopping = False
        self._code = 0

    def run(self) -> int:
        """Look after the jobs until told to stop, or until one fails as soon as it begins; the exit code."""
        # Waited for and not handled: a signal that came just before a wait for children would be slept over.
        signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED)
        for name in self._jobs:
            self._begin(name)
        while self._running:
            number = signal.sigwait(AWAITED)
            if number == signal.SIGCHLD:
                self._bury()
            elif number in FORWARDED:
                self._tell(number, "web")  # gunicorn alone understands them, for a graceful renewal
            else:
                self._stop()
        return self._code

    def _bury(self) -> None:
        """Take note of each job that has ended; several may have, for one signal."""
        while self._running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            name = self._running.pop(pid, None)
            if name is not None and not self._stopping:
                self._ended(name, os.waitstatus_to_exitcode(status))

    def _ended(self, name: str, code: int) -> None:
        log.error("%s ended by itself (%s)", name, code)
        if time.monotonic() - self._begun[name] < CALM and code > 0:
            self._code = code
            self._stop()
        else:
            self._begin(name)

    def _begin(self, name: str) -> None:
        self._begun[name] = time.monotonic()
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self._running[pid] = name
            return
        _die_with(parent)
        for number in AWAITED:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        _run(self._jobs[name])

    def _stop(self) -> None:
        self._stopping = True
        self._tell(signal.SIGTERM)

    def _tell(self, number: int, *names: str) -> None:
        for pid, name in list(self._running.items()):
            if names and name not in names:
                continue
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue


def _run(job: Callable[[], None]) -> None:
    """The whole life of a child process."""
    code = 0
    try:
        job()
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 1
    except BaseException:
        traceback.print_exc()
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _die_with(parent: int) -> None:
    """Where Linux allows it, end when the supervisor is killed: nobody would look after this process."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_OF_PARENT, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)
