let unitKinds = #"""
  {
    "list": "unit_kinds",
    "choices": [
      {"code": "branch", "labels": {"sv": "bibliotek", "en": "library"}},
      {"code": "bus", "labels": {"sv": "bokbuss", "en": "book bus"}},
      {"code": "hospital", "labels": {"sv": "sjukhusbibliotek", "en": "hospital library"}},
      {"code": "unstaffed", "labels": {"sv": "obemannat", "en": "unstaffed"}}
    ]
  }
  """#

let roles = #"""
  {
    "list": "roles",
    "choices": [
      {"code": "registrar", "labels": {"sv": "registrerare", "en": "registrar"}},
      {"code": "children", "labels": {"sv": "barnbibliotekarie", "en": "children's librarian"}},
      {"code": "head", "labels": {"sv": "bibliotekschef", "en": "head librarian"}},
      {"code": "developer", "labels": {"sv": "biblioteksutvecklare", "en": "library developer"}},
      {"code": "grants", "labels": {"sv": "bidragshandläggare", "en": "grant officer"}},
      {"code": "statistics", "labels": {"sv": "statistikansvarig", "en": "statistician"}},
      {"code": "admin", "labels": {"sv": "systemadmin", "en": "administrator"}},
      {"code": "reader", "labels": {"sv": "läsare", "en": "reader"}}
    ]
  }
  """#

// Where libraries serve people. The county keeps the register.

let unit = #"""
  {
    "type": {
      "name": "unit",
      "labels": {"sv": "Enhet", "en": "Unit"},
      "place": "county",
      "fields": [
        {
          "name": "name", "kind": "text", "max": 100, "required": true,
          "labels": {"sv": "Namn", "en": "Name"},
          "help": {
            "sv": "Bibliotekets namn, till exempel Molkom.",
            "en": "The library's name, for example Molkom."
          }
        },
        {
          "name": "scope", "kind": "text", "max": 20, "required": true,
          "labels": {"sv": "Kommunkod", "en": "Municipality code"},
          "help": {"sv": "Fyra siffror, eller sjukhus.", "en": "Four digits, or sjukhus."}
        },
        {
          "name": "municipality", "kind": "text", "max": 100,
          "labels": {"sv": "Kommun", "en": "Municipality"},
          "help": {"sv": "Kommunens namn.", "en": "The municipality's name."}
        },
        {
          "name": "kind", "kind": "choice", "list": "unit_kinds", "required": true,
          "labels": {"sv": "Slag", "en": "Kind"},
          "help": {
            "sv": "Bara bibliotek och bokbuss räknas som bemannade i KB:s besök.",
            "en": "Only branches and book buses count as staffed in KB's visits."
          }
        },
        {
          "name": "sigel", "kind": "text", "max": 20,
          "labels": {"sv": "Sigel", "en": "Sigel"},
          "help": {
            "sv": "Bibliotekets kod hos KB. Stora och små bokstäver är olika.",
            "en": "The library's code at KB. Capitals and small letters differ."
          }
        },
        {
          "name": "valid_from", "kind": "date", "required": true,
          "labels": {"sv": "Finns från", "en": "Exists from"},
          "help": {"sv": "Första dagen.", "en": "The first day."}
        },
        {
          "name": "valid_to", "kind": "date",
          "labels": {"sv": "Finns till", "en": "Exists until"},
          "help": {
            "sv": "Sista dagen; tomt så länge det finns.",
            "en": "The last day; empty while it exists."
          }
        }
      ]
    }
  }
  """#

// A computer that may exchange with the aggregator.

let device = #"""
  {
    "type": {
      "name": "device",
      "labels": {"sv": "Dator", "en": "Device"},
      "place": "county",
      "fields": [
        {
          "name": "token_hash", "kind": "text", "max": 43, "required": true,
          "labels": {"sv": "Nyckelns hash", "en": "Hash of the token"},
          "help": {
            "sv": "SHA-256 av enhetens hemliga nyckel. Nyckeln själv finns bara hos den.",
            "en": "SHA-256 of the device's secret token. The token itself stays with it."
          }
        },
        {
          "name": "scope", "kind": "text", "max": 20, "required": true,
          "labels": {"sv": "Område", "en": "Scope"},
          "help": {
            "sv": "Där den skriver: en kommunkod eller sjukhus.",
            "en": "Where it writes: a municipality code or sjukhus."
          }
        },
        {
          "name": "unit", "kind": "unit",
          "labels": {"sv": "Bibliotek", "en": "Library"},
          "help": {"sv": "Det bibliotek den står på.", "en": "The library where it stands."}
        },
        {
          "name": "ceiling", "kind": "choice", "list": "roles", "required": true,
          "labels": {"sv": "Högsta roll", "en": "Highest role"},
          "help": {
            "sv": "Ingen kan göra mer på den än rollen får.",
            "en": "Nobody can do more on it than this role may."
          }
        },
        {
          "name": "name", "kind": "text", "max": 100,
          "labels": {"sv": "Namn", "en": "Name"},
          "help": {
            "sv": "Vad den kallas, till exempel Disken i Molkom.",
            "en": "What it is called, for example The desk in Molkom."
          }
        },
        {
          "name": "machine", "kind": "text", "max": 100,
          "labels": {"sv": "Maskin", "en": "Machine"},
          "help": {
            "sv": "Datorns avtryck vid anslutningen.",
            "en": "The computer's fingerprint when it was enrolled."
          }
        },
        {
          "name": "revoked", "kind": "flag", "standard": false,
          "labels": {"sv": "Spärrad", "en": "Revoked"},
          "help": {"sv": "Ja stänger den ute.", "en": "Yes shuts it out."}
        },
        {
          "name": "wiping", "kind": "flag", "standard": false,
          "labels": {"sv": "Raderas", "en": "Wiping"},
          "help": {
            "sv": "Ja får den att radera sig när allt den har finns i en säkerhetskopia.",
            "en": "Yes makes it erase itself once a backup holds everything it has."
          }
        },
        {
          "name": "reason", "kind": "text", "max": 200,
          "labels": {"sv": "Skäl", "en": "Reason"},
          "help": {
            "sv": "Varför den spärrades, till exempel stulen.",
            "en": "Why it was revoked, for example stolen."
          }
        }
      ]
    }
  }
  """#
