"""Who is who in the run: the devices, and which of them meet which misfortune."""

from dataclasses import dataclass

from organisation import Unit

COPY_ROUND = 2  # A disk is copied with unsent work on it.
RESTORE_ROUND = 3  # Another gets its disk of round 1 back.


@dataclass(frozen=True)
class Device:
    """An agent. `name` is its directory: the scope and the unit's number, b for a second device."""

    name: str
    unit: Unit


@dataclass(frozen=True)
class Roles:
    """`pairs` are two devices of one branch; `copied` goes on twice; `restored` loses its disk."""

    devices: tuple
    pairs: tuple
    copied: Device
    restored: Device

    @property
    def copy(self):
        return Device(f"{self.copied.name}-copy", self.copied.unit)

    def second_of(self, device):
        return dict(self.pairs).get(device)

    @property
    def steady(self):
        """Devices that meet the others every round, because they are part of a story."""
        told = {device.name for pair in self.pairs for device in pair}
        return told | {self.copied.name, self.copy.name, self.restored.name}


def first_devices(figures, units):
    """Municipality → its devices, one for each staffed unit, in the units' order."""
    return {
        municipality.code: [
            Device(f"{unit.scope}-{number}", unit)
            for number, unit in enumerate(
                (unit for unit in units if unit.scope == municipality.code), 1
            )
        ]
        for municipality in figures.municipalities
    }


def cast(figures, units, random, pairs_max):
    """Second devices go to the main libraries with most activities, where conflicts matter most."""
    devices = first_devices(figures, units)
    busiest = sorted(figures.municipalities, key=lambda m: -m.cells["Publ199"])[:pairs_max]
    firsts = [devices[municipality.code][0] for municipality in busiest]
    pairs = tuple((first, Device(f"{first.name}b", first.unit)) for first in firsts)
    everyone = [device for group in devices.values() for device in group]
    rest = [device for device in everyone if device not in firsts]
    random.shuffle(rest)
    copied = rest[0] if rest else firsts[0]
    restored = rest[1] if len(rest) > 1 else pairs[0][1]
    return Roles((*everyone, *(second for _, second in pairs)), pairs, copied, restored)
