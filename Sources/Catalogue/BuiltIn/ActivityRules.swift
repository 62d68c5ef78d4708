// What holds between the fields of an activity. Every sentence says what to do.

let activityRules = #"""
  {
    "rulesOf": "activity",
    "rules": [
      {
        "code": "not-counted-with-number", "severity": "hard", "field": "participants_children",
        "when": [
          {"field": "participants_children_method", "oneOf": ["not_counted"]},
          {"field": "participants_children", "given": true}
        ],
        "sentence": {
          "sv": "Deltagande barn är ej räknat men har ett antal. Ta bort antalet eller välj räknat.",
          "en": "Children taking part: not counted, yet a number is given. Remove it or choose counted."
        }
      },
      {
        "code": "counted-without-number", "severity": "hard", "field": "participants_children",
        "when": [
          {"field": "participants_children_method", "oneOf": ["counted", "estimated"]},
          {"field": "participants_children", "given": false}
        ],
        "sentence": {
          "sv": "Deltagande barn saknar antal. Fyll i det, eller välj ej räknat.",
          "en": "Children taking part: the number is missing. Fill it in, or choose not counted."
        }
      },
      {
        "code": "method-missing", "severity": "soft", "field": "participants_children_method",
        "when": [
          {"field": "participants_children", "given": true},
          {"field": "participants_children_method", "given": false}
        ],
        "sentence": {
          "sv": "Deltagande barn: är antalet räknat eller uppskattat?",
          "en": "Children taking part: was the number counted or estimated?"
        }
      },
      {
        "code": "unusually-many", "severity": "soft", "field": "participants_children",
        "when": [{"field": "participants_children", "above": 2000}],
        "sentence": {
          "sv": "Deltagande barn: mer än 2 000. Stämmer det?",
          "en": "Children taking part: more than 2 000. Is that right?"
        }
      },
      {
        "code": "not-counted-with-number", "severity": "hard", "field": "participants_adults",
        "when": [
          {"field": "participants_adults_method", "oneOf": ["not_counted"]},
          {"field": "participants_adults", "given": true}
        ],
        "sentence": {
          "sv": "Deltagande vuxna är ej räknat men har ett antal. Ta bort antalet eller välj räknat.",
          "en": "Adults taking part: not counted, yet a number is given. Remove it or choose counted."
        }
      },
      {
        "code": "counted-without-number", "severity": "hard", "field": "participants_adults",
        "when": [
          {"field": "participants_adults_method", "oneOf": ["counted", "estimated"]},
          {"field": "participants_adults", "given": false}
        ],
        "sentence": {
          "sv": "Deltagande vuxna saknar antal. Fyll i det, eller välj ej räknat.",
          "en": "Adults taking part: the number is missing. Fill it in, or choose not counted."
        }
      },
      {
        "code": "method-missing", "severity": "soft", "field": "participants_adults_method",
        "when": [
          {"field": "participants_adults", "given": true},
          {"field": "participants_adults_method", "given": false}
        ],
        "sentence": {
          "sv": "Deltagande vuxna: är antalet räknat eller uppskattat?",
          "en": "Adults taking part: was the number counted or estimated?"
        }
      },
      {
        "code": "unusually-many", "severity": "soft", "field": "participants_adults",
        "when": [{"field": "participants_adults", "above": 2000}],
        "sentence": {
          "sv": "Deltagande vuxna: mer än 2 000. Stämmer det?",
          "en": "Adults taking part: more than 2 000. Is that right?"
        }
      },
      {
        "code": "not-counted-with-number", "severity": "hard", "field": "participants_total",
        "when": [
          {"field": "participants_total_method", "oneOf": ["not_counted"]},
          {"field": "participants_total", "given": true}
        ],
        "sentence": {
          "sv": "Deltagare totalt är ej räknat men har ett antal. Ta bort antalet eller välj räknat.",
          "en": "Participants in all: not counted, yet a number is given. Remove it or choose counted."
        }
      },
      {
        "code": "counted-without-number", "severity": "hard", "field": "participants_total",
        "when": [
          {"field": "participants_total_method", "oneOf": ["counted", "estimated"]},
          {"field": "participants_total", "given": false}
        ],
        "sentence": {
          "sv": "Deltagare totalt saknar antal. Fyll i det, eller välj ej räknat.",
          "en": "Participants in all: the number is missing. Fill it in, or choose not counted."
        }
      },
      {
        "code": "method-missing", "severity": "soft", "field": "participants_total_method",
        "when": [
          {"field": "participants_total", "given": true},
          {"field": "participants_total_method", "given": false}
        ],
        "sentence": {
          "sv": "Deltagare totalt: är antalet räknat eller uppskattat?",
          "en": "Participants in all: was the number counted or estimated?"
        }
      },
      {
        "code": "unusually-many", "severity": "soft", "field": "participants_total",
        "when": [{"field": "participants_total", "above": 2000}],
        "sentence": {
          "sv": "Deltagare totalt: mer än 2 000. Stämmer det?",
          "en": "Participants in all: more than 2 000. Is that right?"
        }
      },
      {
        "code": "total-too-small", "severity": "hard", "field": "participants_total",
        "when": [
          {
            "sum": ["participants_children", "participants_adults"],
            "aboveField": "participants_total"
          }
        ],
        "sentence": {
          "sv": "Deltagare totalt är färre än barn och vuxna tillsammans. Rätta något av talen.",
          "en": "Participants in all are fewer than children and adults together. Mend one of them."
        }
      },
      {
        "code": "total-too-small", "severity": "hard", "field": "participants_total",
        "when": [
          {"field": "participants_adults", "given": false},
          {"sum": ["participants_children"], "aboveField": "participants_total"}
        ],
        "sentence": {
          "sv": "Deltagare totalt är färre än barnen. Rätta något av talen.",
          "en": "Participants in all are fewer than the children. Mend one of them."
        }
      },
      {
        "code": "total-too-small", "severity": "hard", "field": "participants_total",
        "when": [
          {"field": "participants_children", "given": false},
          {"sum": ["participants_adults"], "aboveField": "participants_total"}
        ],
        "sentence": {
          "sv": "Deltagare totalt är färre än de vuxna. Rätta något av talen.",
          "en": "Participants in all are fewer than the adults. Mend one of them."
        }
      },
      {
        "code": "child-age-not-children", "severity": "soft", "field": "children_primary",
        "when": [
          {"field": "age_band", "oneOf": ["0-3", "4-5"]},
          {"field": "children_primary", "flag": false}
        ],
        "sentence": {
          "sv": "Åldersgruppen är små barn. KB räknar även det som riktas till föräldrar med mycket små barn som barn och unga.",
          "en": "The age band is small children. KB counts what is for parents of very small children as for children, too."
        }
      },
      {
        "code": "child-age-not-children", "severity": "soft", "field": "children_primary",
        "when": [
          {"field": "age_band", "oneOf": ["6-9", "10-12", "13-15", "16-18"]},
          {"field": "children_primary", "flag": false}
        ],
        "sentence": {
          "sv": "Åldersgruppen är barn eller unga, men aktiviteten är inte märkt som främst för dem. Stämmer det?",
          "en": "The age band is children or young people, but it is not marked as mainly for them. Is that right?"
        }
      },
      {
        "code": "adult-age-children", "severity": "soft", "field": "children_primary",
        "when": [{"field": "age_band", "oneOf": ["19+"]}, {"field": "children_primary", "flag": true}],
        "sentence": {
          "sv": "Åldersgruppen är vuxna, men aktiviteten är märkt som främst för barn och unga. Stämmer det?",
          "en": "The age band is adults, but it is marked as mainly for children. Is that right?"
        }
      },
      {
        "code": "not-in-kb", "severity": "soft", "field": "staff_organised",
        "when": [{"field": "staff_organised", "flag": false}],
        "sentence": {
          "sv": "Utan bibliotekets personal räknas den inte i KB:s statistik. Den sparas ändå.",
          "en": "Without the library's staff it is not counted in KB's statistics. It is kept all the same."
        }
      },
      {
        "code": "holiday-month", "severity": "soft", "field": "holiday",
        "when": [{"field": "holiday", "oneOf": ["winter"]}, {"outsideMonths": [2, 3]}],
        "sentence": {
          "sv": "Datumet brukar inte ligga i sportlov. Stämmer det?",
          "en": "That date is not usually in the winter holiday. Is it right?"
        }
      },
      {
        "code": "holiday-month", "severity": "soft", "field": "holiday",
        "when": [{"field": "holiday", "oneOf": ["easter"]}, {"outsideMonths": [3, 4, 5]}],
        "sentence": {
          "sv": "Datumet brukar inte ligga i påsklov. Stämmer det?",
          "en": "That date is not usually in the Easter holiday. Is it right?"
        }
      },
      {
        "code": "holiday-month", "severity": "soft", "field": "holiday",
        "when": [{"field": "holiday", "oneOf": ["summer"]}, {"outsideMonths": [6, 7, 8]}],
        "sentence": {
          "sv": "Datumet brukar inte ligga i sommarlov. Stämmer det?",
          "en": "That date is not usually in the summer holiday. Is it right?"
        }
      },
      {
        "code": "holiday-month", "severity": "soft", "field": "holiday",
        "when": [{"field": "holiday", "oneOf": ["autumn"]}, {"outsideMonths": [10, 11]}],
        "sentence": {
          "sv": "Datumet brukar inte ligga i höstlov. Stämmer det?",
          "en": "That date is not usually in the autumn holiday. Is it right?"
        }
      },
      {
        "code": "holiday-month", "severity": "soft", "field": "holiday",
        "when": [{"field": "holiday", "oneOf": ["christmas"]}, {"outsideMonths": [12, 1]}],
        "sentence": {
          "sv": "Datumet brukar inte ligga i jullov. Stämmer det?",
          "en": "That date is not usually in the Christmas holiday. Is it right?"
        }
      }
    ]
  }
  """#
