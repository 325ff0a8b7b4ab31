"""One process that looks after the web server and the worker: whichever ends by accident is begun again, and both
are renewed, on request, by others that are ready before they leave."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from gunicorn.systemd import sd_notify

log = logging.getLogger("relais")

CALM = 10.0  # seconds that a job has to run for its end to be an accident and not a fault
READY: Final = signal.SIGUSR2  # what the web server tells its supervisor when it can be asked
HEARD: Final = frozenset(
    {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGCHLD, READY}
)
_DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG
_BY_THE_SYSTEM = 1  # codes of signals from here on are of the kernel: a terminal that was closed


class Supervisor:
    """Runs each job in a process of its own until asked to stop.

    :param leaving: processes that serve until the first of the jobs is ready, and are then asked to end.
    :param renew: called with the processes that serve, when renewal is asked for. It puts another program in the
        place of this one, which has the same number and these processes; or returns, and all goes on.
    """

    def __init__(
        self,
        jobs: Mapping[str, Callable[[], None]],
        *,
        leaving: Iterable[int] = (),
        renew: Callable[[Sequence[int]], None] = lambda serving: None,
    ) -> None:
        self._jobs = jobs
        self._renew = renew
        self._leaving = set(leaving)
        self._running: dict[int, str] = {}
        self._begun: dict[str, float] = {}
        self._stopping = False
        self._code = 0

    def run(self) -> int:
        """Look after the jobs until told to stop, or until one fails as soon as it begins; the exit code."""
        # Held back for good, and taken one by one: none interrupts what another began.
        signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
        for name in self._jobs:
            self._begin(name)
        self._bury()
        while self._running or self._leaving:
            told = signal.sigwaitinfo(HEARD)
            self._hear(told.si_signo, from_terminal=told.si_code >= _BY_THE_SYSTEM)
        return self._code

    def _hear(self, number: int, *, from_terminal: bool) -> None:
        if number == signal.SIGCHLD:
            self._bury()
        elif number == READY:
            self._take_over()
        elif number == signal.SIGUSR1:
            _tell(signal.SIGUSR1, [pid for pid, name in self._running.items() if name == "web"])
        elif number == signal.SIGHUP and not from_terminal:
            self._reload()
        else:
            self._stop()

    def _bury(self) -> None:
        """Look at all who have ended: several may, for one signal."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            self._ended(pid, os.waitstatus_to_exitcode(status))

    def _ended(self, pid: int, code: int) -> None:
        self._leaving.discard(pid)
        name = self._running.pop(pid, None)
        if name is None or self._stopping:
            return
        log.error("%s ended by itself (%s)", name, code)
        if time.monotonic() - self._begun[name] < CALM and code > 0:
            self._code = code
            self._stop()
        else:
            self._begin(name)

    def _take_over(self) -> None:
        sd_notify("READY=1", log)
        _tell(signal.SIGTERM, self._leaving)

    def _reload(self) -> None:
        if self._stopping:
            return
        sd_notify("RELOADING=1", log)
        self._renew([*self._running, *self._leaving])
        sd_notify("READY=1", log)

    def _stop(self) -> None:
        self._stopping = True
        sd_notify("STOPPING=1", log)
        _tell(signal.SIGTERM, [*self._running, *self._leaving])

    def _begin(self, name: str) -> None:
        self._begun[name] = time.monotonic()
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self._running[pid] = name
            return
        _die_with(parent)
        os.environ.pop("NOTIFY_SOCKET", None)  # the supervisor speaks for all of them
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        _run(self._jobs[name])


def _tell(number: int, processes: Iterable[int]) -> None:
    for pid in list(processes):
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
