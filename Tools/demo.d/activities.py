"""Activities: as many occasions a category as the figures say, each with a day and all its fields."""

import base64

from figures import CATEGORIES, OPTIONAL_CATEGORIES

TITLES = {
    "101": "Bokstart på BVC",
    "102": "Sagostund",
    "103": "Skaparverkstad",
    "104": "Läsecirkel",
    "105": "Språkkafé",
    "106": "Klassbesök",
    "107": "Bokvagnsrond",
    "108": "Handledning i sökning",
    "109": "Beställd sökning",
    "110": "Bokprat",
    "111": "IT-handledning",
    "112": "Filmvisning",
    "113": "Föreläsning",
    "114": "Författarbesök",
    "115": "Konsert",
    "116": "Skrivarverkstad",
    "117": "Sång och ramsor",
    "118": "Dockteater",
    "119": "Utställning",
    "120": "Läxhjälp",
}
BANDS_OF_CHILDREN = ("0-3", "4-5", "6-9", "10-12", "13-15", "16-18")
BANDS_OF_ALL = ("19+", "mixed")
FORMATS = ("on_site", "on_site", "on_site", "outreach", "digital", "hybrid")


def occasions_of(municipality):
    """(category, for children) of every occasion in one municipality's figures."""
    result = []
    for category in CATEGORIES:
        children = municipality.occasions_for_children(category)
        others = municipality.occasions(category) - children
        result += [(category, True)] * children + [(category, False)] * others
    return result


def some_category(random):
    """Any category, for an occasion that is not in the figures."""
    return random.choice([c for c in CATEGORIES if c not in OPTIONAL_CATEGORIES])


def record_id(random):
    """128 random bits as 22 characters: what a form mints when it is drawn."""
    return base64.urlsafe_b64encode(random.randbytes(16)).decode().rstrip("=")


def participants(children, random):
    """Counted, estimated in all, or not counted, which is not the same as nobody."""
    way = random.choice(("counted", "counted", "estimated", "not_counted"))
    if way == "counted":
        young = random.randint(4, 25) if children else 0
        grown = random.randint(1, 12)
        numbers = {"children": young, "adults": grown, "total": young + grown}
    elif way == "estimated":
        numbers = {"total": random.randint(5, 60)}
    else:
        numbers = {}
    fields = {}
    for group in ("children", "adults", "total"):
        name = f"participants_{group}"
        if group in numbers:
            fields[name] = numbers[group]
        fields[f"{name}_method"] = way if group in numbers else "not_counted"
    return fields


def activity(unit, day, category, children, random, staff_organised=True):
    """The fields of one occasion."""
    fields = {
        "unit": unit,
        "date": day.isoformat(),
        "category": category,
        "title": TITLES[category],
        "children_primary": children,
        "age_band": random.choice(BANDS_OF_CHILDREN if children else BANDS_OF_ALL),
        "format": random.choice(FORMATS),
        "staff_organised": staff_organised,
    }
    return fields | participants(children, random)


def days_for(number, days, random):
    """Days for one category at one place: no day twice until every day has been used."""
    result = []
    while len(result) < number:
        result += random.sample(days, min(len(days), number - len(result)))
    return result
