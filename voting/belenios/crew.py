"""Work that is spread over several processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from .errors import Invalid

MIN_CHUNK = 24

# Work for the child processes: set before they are forked, so that nothing has to be sent to them.
_work: list[Callable[[], Any]] = []


def _run(index: int) -> Any:
    try:
        return _work[index]()
    except Invalid as error:
        return error


def bound(function: Callable[[int, int], Any], low: int, high: int) -> Callable[[], Any]:
    """The function with its range, for `Crew.run`."""
    return lambda: function(low, high)


class Crew:
    """Runs lists of functions, in this process or in several."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs

    def run(self, work: Sequence[Callable[[], Any]]) -> list[Any]:
        """Results in the order of `work`; raises the first `Invalid` in that order."""
        _work[:] = work
        if self.jobs < 2 or len(work) < 2:
            results = [_run(index) for index in range(len(work))]
        else:
            with multiprocessing.get_context("fork").Pool(min(self.jobs, len(work))) as pool:
                results = pool.map(_run, range(len(work)), chunksize=1)
        # What was bound may be large; the next list may be long in coming.
        _work.clear()
        for result in results:
            if isinstance(result, Invalid):
                raise result
        return results

    def ranges(self, count: int) -> list[tuple[int, int]]:
        """Ranges that split `count` items evenly."""
        pieces = max(1, min(self.jobs * 2 if self.jobs > 1 else 1, count // MIN_CHUNK))
        edges = [count * i // pieces for i in range(pieces + 1)]
        return list(pairwise(edges))
