"""Periodic work of one process: a thread that runs each job when it is due.

Invariant: a job that fails is logged and runs again at its next time; after `stop` returns no job is running.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every `every_s` seconds. `run` returns how much it did, for the log."""

    name: str
    every_s: float
    run: Callable[[], int]


class JobRunner:
    """Runs jobs one after the other in one thread, each when it is due, the first time at once."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        """Nothing runs before `start`."""
        self._jobs = tuple(jobs)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> "JobRunner":
        """Begin; returns itself."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Let the running job finish and end."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        due = {job.name: time.monotonic() for job in self._jobs}
        while not self._stopping.is_set():
            for job in self._jobs:
                if due[job.name] <= time.monotonic() and not self._stopping.is_set():
                    run_job(job)
                    due[job.name] = time.monotonic() + job.every_s
            if not due:
                return
            self._stopping.wait(max(0.05, min(due.values()) - time.monotonic()))


def run_job(job: Job) -> int:
    """Run one job now; 0 when it failed."""
    try:
        done = job.run()
    except Exception:  # noqa: BLE001 - whatever went wrong, the other jobs go on and this one tries again
        _log.exception("job %s failed", job.name)
        return 0
    if done:
        _log.debug("job %s did %d", job.name, done)
    return done
