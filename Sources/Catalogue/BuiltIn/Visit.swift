let visitMethods = #"""
  {
    "list": "visit_methods",
    "choices": [
      {"code": "reading", "labels": {"sv": "avläsning", "en": "reading"}},
      {
        "code": "reading_halved",
        "labels": {"sv": "avläsning, in och ut", "en": "reading, in and out"},
        "definition": {
          "sv": "Räknaren slår både när man går in och när man går ut; talet halveras.",
          "en": "The counter ticks both on the way in and on the way out; the number is halved."
        }
      },
      {"code": "tally", "labels": {"sv": "räknat för hand", "en": "counted by hand"}},
      {
        "code": "measuring_week",
        "labels": {"sv": "mätvecka", "en": "measuring week"},
        "definition": {
          "sv": "Medelvärdet av årets mätveckor gånger antalet öppna veckor.",
          "en": "The mean of the year's measuring weeks times the number of open weeks."
        }
      }
    ]
  }
  """#

// How many came through one entrance in a day or a week. Unit, date and counter are in the record's
// key.

let visit = #"""
  {
    "type": {
      "name": "visit",
      "labels": {"sv": "Besök", "en": "Visits"},
      "place": "municipality",
      "writers": ["registrar", "children", "head", "developer"],
      "retention": [
        {
          "fields": ["note"], "years": 2, "after": "date",
          "ground": {
            "sv": "Underlag som inte behövs när året är redovisat.",
            "en": "Working notes, not needed once the year has been reported."
          }
        }
      ],
      "key": {"granularities": ["day", "week"]},
      "fields": [
        {
          "name": "method", "kind": "choice", "list": "visit_methods", "required": true,
          "labels": {"sv": "Metod", "en": "Method"},
          "help": {"sv": "Hur besöken räknades.", "en": "How the visits were counted."}
        },
        {
          "name": "count", "kind": "integer", "min": 0, "max": 10000000, "required": true,
          "unit": {"sv": "passager", "en": "passages"},
          "labels": {"sv": "Antal", "en": "Count"},
          "help": {
            "sv": "Vad räknaren visade, eller hur många ni räknade. Räknaren i båda riktningar halveras av sig själv.",
            "en": "What the counter showed, or how many you counted. A counter of both ways is halved by itself."
          }
        },
        {
          "name": "staff_deduction", "kind": "integer", "min": 0, "max": 1000000, "standard": 0,
          "unit": {"sv": "besök", "en": "visits"},
          "labels": {"sv": "Personalens passager", "en": "Staff passages"},
          "help": {
            "sv": "Besök som var personal. Dras av efter halvering.",
            "en": "Visits that were staff. Deducted after halving."
          }
        },
        {
          "name": "open_weeks", "kind": "integer", "min": 1, "max": 53,
          "unit": {"sv": "veckor", "en": "weeks"},
          "labels": {"sv": "Öppna veckor under året", "en": "Open weeks in the year"},
          "help": {
            "sv": "Så många veckor som mätveckan ska räknas upp till.",
            "en": "As many weeks as the measuring week is to stand for."
          }
        },
        {
          "name": "outage", "kind": "flag", "standard": false,
          "labels": {"sv": "Räknaren var ur funktion", "en": "The counter was out of order"},
          "help": {
            "sv": "Ja om räknaren stod still en del av tiden.",
            "en": "Yes if the counter stood still some of the time."
          }
        },
        {
          "name": "staffed_hours", "kind": "integer", "min": 0, "max": 168,
          "unit": {"sv": "timmar", "en": "hours"},
          "labels": {"sv": "Bemannade timmar", "en": "Staffed hours"},
          "help": {
            "sv": "Hela timmar med personal på plats.", "en": "Whole hours with staff present."
          }
        },
        {
          "name": "note", "kind": "text", "max": 2000, "erasable": true, "multiline": true, "policy": "latest",
          "labels": {"sv": "Anteckning", "en": "Note"},
          "help": {
            "sv": "Till exempel skolbesök, strömavbrott eller stängd entré.",
            "en": "For example a school's visit, a power cut or a closed entrance."
          }
        }
      ]
    }
  }
  """#

// What holds between the fields of a count.

let visitRules = #"""
  {
    "rulesOf": "visit",
    "rules": [
      {
        "code": "measuring-week-by-day", "severity": "hard", "field": "method",
        "when": [{"field": "method", "oneOf": ["measuring_week"]}, {"granularity": ["day"]}],
        "sentence": {
          "sv": "En mätvecka registreras för en hel vecka. Välj vecka, eller en annan metod.",
          "en": "A measuring week is recorded for a whole week. Choose week, or another method."
        }
      },
      {
        "code": "open-weeks-missing", "severity": "hard", "field": "open_weeks",
        "when": [
          {"field": "method", "oneOf": ["measuring_week"]},
          {"field": "open_weeks", "given": false}
        ],
        "sentence": {
          "sv": "En mätvecka behöver årets antal öppna veckor. Fyll i det.",
          "en": "A measuring week needs the number of open weeks in the year. Fill it in."
        }
      },
      {
        "code": "deduction-too-large", "severity": "soft", "field": "staff_deduction",
        "when": [
          {"field": "method", "oneOf": ["reading", "tally", "measuring_week"]},
          {"sum": ["staff_deduction"], "aboveField": "count"}
        ],
        "sentence": {
          "sv": "Personalens passager är fler än alla besök. Rätta något av talen.",
          "en": "Staff passages are more than all visits. Mend one of them."
        }
      },
      {
        "code": "deduction-too-large", "severity": "soft", "field": "staff_deduction",
        "when": [
          {"field": "method", "oneOf": ["reading_halved"]},
          {"sum": ["staff_deduction", "staff_deduction"], "aboveField": "count"}
        ],
        "sentence": {
          "sv": "Personalens passager är fler än halva räknarens tal. Rätta något av talen.",
          "en": "Staff passages are more than half the counter's number. Mend one of them."
        }
      },
      {
        "code": "odd-reading", "severity": "soft", "field": "count",
        "when": [{"field": "method", "oneOf": ["reading_halved"]}, {"field": "count", "odd": true}],
        "sentence": {
          "sv": "Talet är udda, fast alla som gick in också borde ha gått ut. Läste du rätt?",
          "en": "The number is odd, though everyone who came in should have left. Did you read it right?"
        }
      },
      {
        "code": "unusually-many", "severity": "soft", "field": "count",
        "when": [{"field": "count", "above": 20000}, {"granularity": ["day"]}],
        "sentence": {
          "sv": "Mer än 20 000 på en dag. Stämmer det?",
          "en": "More than 20 000 in a day. Is that right?"
        }
      },
      {
        "code": "unusually-many", "severity": "soft", "field": "count",
        "when": [{"field": "count", "above": 140000}, {"granularity": ["week"]}],
        "sentence": {
          "sv": "Mer än 140 000 på en vecka. Stämmer det?",
          "en": "More than 140 000 in a week. Is that right?"
        }
      },
      {
        "code": "outage-noted", "severity": "soft", "field": "outage",
        "when": [{"field": "outage", "flag": true}, {"field": "note", "given": false}],
        "sentence": {
          "sv": "Räknaren var ur funktion. Skriv gärna i anteckningen hur länge.",
          "en": "The counter was out of order. Please note for how long."
        }
      }
    ]
  }
  """#
