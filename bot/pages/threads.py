"""Work that waits for the database or a brain runs in threads, so that the event loop never waits.

Turns have threads of their own: a slow model endpoint must not keep pages from loading.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_PAGES = ThreadPoolExecutor(max_workers=8, thread_name_prefix="page")
_TURNS = ThreadPoolExecutor(max_workers=32, thread_name_prefix="turn")


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of a short read or write."""
    return await asyncio.get_running_loop().run_in_executor(_PAGES, partial(work, *args, **kwargs))


async def in_turn_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of a turn, which may take as long as a model endpoint does."""
    return await asyncio.get_running_loop().run_in_executor(_TURNS, partial(work, *args, **kwargs))
