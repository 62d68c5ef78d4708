// Who records at the libraries: a name that stands in every change, and what its bearer may do where.

let alias = #"""
  {
    "type": {
      "name": "alias",
      "labels": {"sv": "Alias", "en": "Alias"},
      "place": "county",
      "retention": [
        {
          "fields": ["name"], "years": 2, "after": "ended",
          "ground": {
            "sv": "Vem ett alias var behövs inte när den som bar det har slutat.",
            "en": "Who an alias was is not needed when its bearer has left."
          }
        }
      ],
      "fields": [
        {
          "name": "alias", "kind": "text", "max": 40, "required": true,
          "labels": {"sv": "Alias", "en": "Alias"},
          "help": {
            "sv": "Det som står i varje post, till exempel initialer.",
            "en": "What stands in every entry, for example initials."
          }
        },
        {
          "name": "name", "kind": "text", "max": 100, "erasable": true,
          "labels": {"sv": "Namn", "en": "Name"},
          "help": {
            "sv": "Vem det är, om regionen behöver veta det.",
            "en": "Who it is, if the region needs to know."
          }
        },
        {
          "name": "ended", "kind": "integer", "min": 0, "max": 9007199254740991,
          "unit": {"sv": "millisekunder", "en": "milliseconds"},
          "labels": {"sv": "Slutade", "en": "Left"},
          "help": {
            "sv": "När den sista rollen upphörde, räknat från 1970.",
            "en": "When the last role ended, counted from 1970."
          }
        }
      ]
    }
  }
  """#

let role = #"""
  {
    "type": {
      "name": "role",
      "labels": {"sv": "Roll", "en": "Role"},
      "place": "county",
      "fields": [
        {
          "name": "alias", "kind": "text", "max": 40, "required": true,
          "labels": {"sv": "Alias", "en": "Alias"},
          "help": {"sv": "Vem som har rollen.", "en": "Who has the role."}
        },
        {
          "name": "scope", "kind": "text", "max": 20, "required": true,
          "labels": {"sv": "Område", "en": "Scope"},
          "help": {
            "sv": "Där den gäller: en kommunkod eller sjukhus.",
            "en": "Where it holds: a municipality code or sjukhus."
          }
        },
        {
          "name": "role", "kind": "choice", "list": "roles", "required": true,
          "labels": {"sv": "Roll", "en": "Role"},
          "help": {"sv": "Vad den får göra där.", "en": "What its bearer may do there."}
        },
        {
          "name": "since", "kind": "integer", "min": 0, "max": 9007199254740991, "required": true,
          "unit": {"sv": "millisekunder", "en": "milliseconds"},
          "labels": {"sv": "Gäller från", "en": "Holds from"},
          "help": {
            "sv": "Regionens klocka, räknat från 1970.", "en": "The region's clock, from 1970."
          }
        },
        {
          "name": "until", "kind": "integer", "min": 0, "max": 9007199254740991,
          "unit": {"sv": "millisekunder", "en": "milliseconds"},
          "labels": {"sv": "Gäller till", "en": "Holds until"},
          "help": {
            "sv": "Tomt så länge den gäller.", "en": "Empty as long as it holds."
          }
        }
      ]
    }
  }
  """#
