"""A child that ends with its parent, however that one ends."""

import ctypes
import os
import signal

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1


def end_with(parent: int, how: signal.Signals = signal.SIGTERM) -> None:
    """In a new child of `parent`: be told to end when it is gone, and at once if it has gone before that was asked."""
    # A handler of the parent's would take the signal and do nothing here.
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, how)
    if os.getppid() != parent:
        os.kill(os.getpid(), how)
