"""What the programs said they had saved, written down outside of them.

At the end the aggregator must hold every id in here, except those that were lost with a disk before
they had ever left it; their lines are entered again and get ids of their own.
"""

import json


class Ledger:
    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8")
        self.line_of = {}  # id → the line it was entered by, None for edits and the like
        self.by_device = {}
        self.lost = set()

    def save(self, device, ids, line=None):
        for id in ids:
            self.line_of[id] = line
            self.by_device.setdefault(device, {})[id] = None
        self.write({"device": device, "saved": list(ids)})

    def lose(self, device, ids):
        self.lost |= ids
        self.write({"device": device, "lost with the disk": sorted(ids)})

    def unreceived(self, device, received):
        """Ids saved on this device that the aggregator does not hold, in the order of saving."""
        return [id for id in self.by_device.get(device, {}) if id not in received]

    def lines_of(self, ids):
        """The lines that were entered under these ids, each once, in order."""
        lines = []
        for id in ids:
            line = self.line_of[id]
            if line is not None and line not in lines:
                lines.append(line)
        return lines

    @property
    def kept(self):
        """Every id that must be at the aggregator."""
        return set(self.line_of) - self.lost

    def write(self, entry):
        print(json.dumps(entry, ensure_ascii=False), file=self.file, flush=True)

    def close(self):
        self.file.close()
