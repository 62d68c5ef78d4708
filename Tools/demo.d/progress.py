"""A line for each phase when it is done, and on a terminal a bar while it runs."""

import sys
import time

BAR_CELLS = 24


class Phase:
    def __init__(self, title, total, out):
        self.title, self.total, self.out = title, total, out
        self.done, self.began = 0, time.monotonic()
        self.draw()

    def step(self):
        self.done += 1
        self.draw()

    def draw(self):
        if not self.out.isatty():
            return
        filled = BAR_CELLS * min(self.done, self.total) // max(1, self.total)
        bar = "█" * filled + "·" * (BAR_CELLS - filled)
        self.out.write(f"\r\033[K{bar} {self.done}/{self.total}  {self.title}")
        self.out.flush()

    def finish(self, counts):
        """Replaces the bar by the phase's line, for example `Recording, round 1: 36 agents`."""
        if self.out.isatty():
            self.out.write("\r\033[K")
        seconds = time.monotonic() - self.began
        print(f"{seconds:6.1f} s  {self.title}: {counts}", file=self.out, flush=True)


class Progress:
    def __init__(self, out=sys.stderr):
        self.out, self.began = out, time.monotonic()

    def phase(self, title, total=1):
        return Phase(title, total, self.out)

    @property
    def seconds(self):
        return time.monotonic() - self.began
