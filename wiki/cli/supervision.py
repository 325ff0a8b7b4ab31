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
from types import FrameType

log = logging.getLogger("relais")

CALM = 10.0  # seconds that a job has to run for its end to be an accident and not a fault
FORWARDED = (signal.SIGHUP, signal.SIGUSR1)
_DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG


class Supervisor:
    """Runs each job in a process of its own until asked to stop."""

    def __init__(self, jobs: Mapping[str, Callable[[], None]]) -> None:
        self._jobs = jobs
        self._running: dict[int, str] = {}
        self._begun: dict[str, float] = {}
        self._stopping = False

    def run(self) -> int:
        """Look after the jobs until told to stop, or until one fails as soon as it begins; the exit code."""
        # Held back while jobs are begun, so that a signal finds all of them.
        held = {signal.SIGTERM, signal.SIGINT, *FORWARDED}
        signal.pthread_sigmask(signal.SIG_BLOCK, held)
        for name in self._jobs:
            self._begin(name)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for number in FORWARDED:
            signal.signal(number, self._forward)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, held)
        return self._watch()

    def _watch(self) -> int:
        code = 0
        while self._running:
            pid, status = os.wait()
            name = self._running.pop(pid, None)
            if name is None or self._stopping:
                continue
            ended = os.waitstatus_to_exitcode(status)
            log.error("%s ended by itself (%s)", name, ended)
            if time.monotonic() - self._begun[name] < CALM and ended > 0:
                code = ended
                self._stop(signal.SIGTERM, None)
            else:
                self._begin(name)
        return code

    def _begin(self, name: str) -> None:
        self._begun[name] = time.monotonic()
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self._running[pid] = name
            return
        _die_with(parent)
        for number in (signal.SIGTERM, signal.SIGINT, *FORWARDED):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        _run(self._jobs[name])

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
        self._tell(signal.SIGTERM)

    def _forward(self, number: int, frame: FrameType | None) -> None:
        """What gunicorn understands (a graceful renewal of its processes) is for it alone."""
        self._tell(number, "web")

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
