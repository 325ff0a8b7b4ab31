"""Renewal without a pause: the program is begun anew in the same process, on the same socket, while the processes
that serve go on until those that follow them are ready."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

log = logging.getLogger("relais")

# For the program that follows, of whatever version. Not RELAIS_…: it is no setting.
_VARIABLE = "_RELAIS_HANDOVER"


@dataclass(frozen=True)
class Handover:
    """What a program that takes over is given."""

    listener: socket.socket
    serving: tuple[int, ...]  # processes, children of this one


def inherited() -> Handover | None:
    """What the program before this one left, None when there was none."""
    told = os.environ.pop(_VARIABLE, None)
    if told is None:
        return None
    left = json.loads(told)
    return Handover(socket.socket(fileno=left["listener"]), tuple(left["serving"]))


def hand_over(listener: socket.socket, serving: Sequence[int]) -> None:
    """Become the program as it is installed now, with the settings as they are now.

    Returns only when it would not start, which it has then said itself: nothing has changed.
    """
    command = [sys.executable, *sys.orig_argv[1:]]
    if subprocess.run([*command, "--check"], stdin=subprocess.DEVNULL, check=False).returncode:  # noqa: S603 (ourselves)
        log.error("not reloaded: what serves goes on as it is")
        return
    log.info("reloading")
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os.environ[_VARIABLE] = json.dumps({"listener": listener.fileno(), "serving": list(serving)})
    os.execv(command[0], command)  # noqa: S606 (ourselves)
