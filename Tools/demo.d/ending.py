"""How a long run ends: by a signal, or by the first of several failures."""

import asyncio
import signal


async def until_signalled(run):
    """The first Ctrl-C or SIGTERM cancels the run, which then ends every process it started; a
    second must not disturb it in that."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()

    def stop():
        if not task.cancelling():
            task.cancel()

    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop)
    return await run


def first_of(error):
    """The first failure of work that was done side by side."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
