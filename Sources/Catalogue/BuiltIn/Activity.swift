// One occasion that a library held, with what KB, the region and those who pay for it ask about.

let activity = #"""
  {
    "type": {
      "name": "activity",
      "labels": {"sv": "Aktivitet", "en": "Activity"},
      "place": "municipality",
      "writers": ["registrar", "children", "head", "developer"],
      "retention": [
        {
          "fields": ["note", "partner"], "years": 2, "after": "date",
          "ground": {
            "sv": "Underlag som inte behövs när året är redovisat.",
            "en": "Working notes, not needed once the year has been reported."
          }
        }
      ],
      "fields": [
        {
          "name": "unit", "kind": "unit", "required": true,
          "labels": {"sv": "Bibliotek", "en": "Library"},
          "help": {
            "sv": "Det bibliotek som höll i aktiviteten.",
            "en": "The library that held the activity."
          }
        },
        {
          "name": "date", "kind": "date", "required": true,
          "labels": {"sv": "Datum", "en": "Date"},
          "help": {
            "sv": "Dagen då aktiviteten hölls, åååå-mm-dd.",
            "en": "The day it was held, yyyy-mm-dd."
          }
        },
        {
          "name": "category", "kind": "choice", "list": "kb_categories", "required": true,
          "labels": {"sv": "Kategori", "en": "Category"},
          "help": {
            "sv": "Välj en; vad som räknas var står vid varje kategori.",
            "en": "Choose one; what counts where stands beside each category."
          }
        },
        {
          "name": "title", "kind": "text", "max": 200, "erasable": true,
          "labels": {"sv": "Rubrik", "en": "Title"},
          "help": {
            "sv": "Vad ni kallar aktiviteten, till exempel Babyrim.",
            "en": "What you call the activity, for example Baby rhymes."
          }
        },
        {
          "name": "children_primary", "kind": "flag", "required": true,
          "labels": {"sv": "Främst för barn och unga", "en": "Mainly for children and young people"},
          "help": {
            "sv": "Ja om den främst är till för dem under 18 år. Föräldrar med mycket små barn räknas dit.",
            "en": "Yes if it is mainly for those under 18. Parents with very small children count as such."
          }
        },
        {
          "name": "age_band", "kind": "choice", "list": "age_bands",
          "labels": {"sv": "Åldersgrupp", "en": "Age band"},
          "help": {
            "sv": "Den grupp aktiviteten främst är till för.", "en": "The group it is mainly for."
          }
        },
        {
          "name": "participants_children", "kind": "integer", "min": 0, "max": 100000,
          "unit": {"sv": "personer", "en": "persons"},
          "labels": {"sv": "Deltagande barn", "en": "Children taking part"},
          "help": {
            "sv": "Antal barn och unga som var med. Lämna tomt om ingen räknade.",
            "en": "Number of children and young people. Leave empty if nobody counted."
          }
        },
        {
          "name": "participants_children_method", "kind": "choice", "list": "methods",
          "labels": {"sv": "Deltagande barn: hur", "en": "Children taking part: how"},
          "help": {
            "sv": "Räknat, uppskattat, eller inte räknat alls. Ej räknat är något annat än 0.",
            "en": "Counted, estimated, or not counted at all. Not counted is something else than 0."
          }
        },
        {
          "name": "participants_adults", "kind": "integer", "min": 0, "max": 100000,
          "unit": {"sv": "personer", "en": "persons"},
          "labels": {"sv": "Deltagande vuxna", "en": "Adults taking part"},
          "help": {
            "sv": "Antal vuxna som var med. Lämna tomt om ingen räknade.",
            "en": "Number of adults. Leave empty if nobody counted."
          }
        },
        {
          "name": "participants_adults_method", "kind": "choice", "list": "methods",
          "labels": {"sv": "Deltagande vuxna: hur", "en": "Adults taking part: how"},
          "help": {
            "sv": "Räknat, uppskattat, eller inte räknat alls. Ej räknat är något annat än 0.",
            "en": "Counted, estimated, or not counted at all. Not counted is something else than 0."
          }
        },
        {
          "name": "participants_total", "kind": "integer", "min": 0, "max": 100000,
          "unit": {"sv": "personer", "en": "persons"},
          "labels": {"sv": "Deltagare totalt", "en": "Participants in all"},
          "help": {
            "sv": "Alla som var med. Det kan vara fler än barn och vuxna ni räknat var för sig.",
            "en": "Everyone. It can be more than the children and adults that you counted apart."
          }
        },
        {
          "name": "participants_total_method", "kind": "choice", "list": "methods",
          "labels": {"sv": "Deltagare totalt: hur", "en": "Participants in all: how"},
          "help": {
            "sv": "Räknat, uppskattat, eller inte räknat alls. Ej räknat är något annat än 0.",
            "en": "Counted, estimated, or not counted at all. Not counted is something else than 0."
          }
        },
        {
          "name": "format", "kind": "choice", "list": "formats", "standard": "on_site",
          "labels": {"sv": "Form", "en": "Form"},
          "help": {
            "sv": "På biblioteket, uppsökande, digitalt eller både och.",
            "en": "At the library, outreach, digital or both."
          }
        },
        {
          "name": "staff_organised", "kind": "flag", "standard": true,
          "labels": {"sv": "Bibliotekets personal medverkade", "en": "Library staff took part"},
          "help": {
            "sv": "Nej räknas inte i KB:s statistik, men sparas ändå.",
            "en": "No is not counted in KB's statistics, but is kept all the same."
          }
        },
        {
          "name": "place", "kind": "text", "max": 200, "erasable": true,
          "labels": {"sv": "Plats", "en": "Place"},
          "help": {
            "sv": "Var den hölls, om inte på biblioteket.",
            "en": "Where it was held, if not at the library."
          }
        },
        {
          "name": "partner", "kind": "text", "max": 200, "erasable": true,
          "labels": {"sv": "Samarbetspart", "en": "Partner"},
          "help": {
            "sv": "Till exempel en BVC, en skola eller ett studieförbund.",
            "en": "For example a child health centre, a school or a study association."
          }
        },
        {
          "name": "languages", "kind": "choices", "list": "languages", "policy": "latest",
          "labels": {"sv": "Språk", "en": "Languages"},
          "help": {
            "sv": "Språk som användes utöver svenska, eller alla som användes.",
            "en": "Languages used beside Swedish, or all that were used."
          }
        },
        {
          "name": "holiday", "kind": "choice", "list": "holidays",
          "labels": {"sv": "Lov", "en": "School holiday"},
          "help": {
            "sv": "Om den hörde till ett skollov.", "en": "If it belonged to a school holiday."
          }
        },
        {
          "name": "grants", "kind": "ids",
          "labels": {"sv": "Bidrag", "en": "Grants"},
          "help": {
            "sv": "Bidrag som betalade något av den.", "en": "Grants that paid for some of it."
          }
        },
        {
          "name": "professionals", "kind": "integer", "min": 0, "max": 1000,
          "unit": {"sv": "personer", "en": "persons"},
          "labels": {"sv": "Arvoderade medverkande", "en": "Paid professionals"},
          "help": {
            "sv": "Antal arvoderade eller professionella medverkande utöver personalen.",
            "en": "Number of paid or professional contributors beside the staff."
          }
        },
        {
          "name": "priorities", "kind": "choices", "list": "priorities", "policy": "latest",
          "labels": {"sv": "Prioriterat område", "en": "Priority area"},
          "help": {
            "sv": "De områden i regionens biblioteksplan som den bidrog till.",
            "en": "The areas of the region's library plan that it served."
          }
        },
        {
          "name": "note", "kind": "text", "max": 2000, "erasable": true, "multiline": true, "policy": "latest",
          "labels": {"sv": "Anteckning", "en": "Note"},
          "help": {
            "sv": "För er egen del. Skriv aldrig vem ett barn är.",
            "en": "For your own use. Never write who a child is."
          }
        }
      ]
    }
  }
  """#
