"""Who may use a machine."""

import asyncio
from contextlib import asynccontextmanager


class Gate:
    """Many use a machine at once; whoever takes its disk away has it alone."""

    def __init__(self):
        self.condition, self.users, self.is_taken = asyncio.Condition(), 0, False

    @asynccontextmanager
    async def use(self):
        async with self.condition:
            await self.condition.wait_for(lambda: not self.is_taken)
            self.users += 1
        try:
            yield
        finally:
            async with self.condition:
                self.users -= 1
                self.condition.notify_all()

    @asynccontextmanager
    async def take(self):
        async with self.condition:
            await self.condition.wait_for(lambda: not self.is_taken)
            self.is_taken = True
            try:
                await self.condition.wait_for(lambda: self.users == 0)
            except BaseException:
                self.is_taken = False
                self.condition.notify_all()
                raise
        try:
            yield
        finally:
            async with self.condition:
                self.is_taken = False
                self.condition.notify_all()
