"""The clients who only want to be served: an agent's greeting, a person's page, and an exchange now and then."""

import http.client
import time

from options import Refused

INTERVAL_SECONDS = 0.1
# Who has no answer by then was not served. How long answers take is told and not judged: the machine may be busy.
ANSWER_SECONDS_MAX = 60


class Others:
    """Each asks on a connection of its own, as a new caller does."""

    def __init__(self, port, token, branch):
        self.port, self.token, self.branch = port, token, branch

    def for_seconds(self, seconds):
        """How long each answer took, None for one that never came."""
        end = time.monotonic() + seconds
        number = 0
        while time.monotonic() < end:
            began = time.monotonic()
            yield self.ask(number)
            number += 1
            time.sleep(max(0, INTERVAL_SECONDS - (time.monotonic() - began)))

    def ask(self, number):
        began = time.monotonic()
        try:
            if number % 20 == 10:
                # What matters most: an entry still gets through, with the real program.
                self.branch.log(1, seed=number, first=2_000 + number)
                began = time.monotonic()
                self.branch.sync()
            else:
                self.get("/sync/v1" if number % 2 == 0 else "/status")
        except (OSError, http.client.HTTPException, Refused):
            return None
        return time.monotonic() - began

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS_MAX)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise http.client.HTTPException(f"status {answer.status}")
        finally:
            connection.close()
