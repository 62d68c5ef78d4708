let methods = #"""
  {
    "list": "methods",
    "choices": [
      {"code": "counted", "labels": {"sv": "räknat", "en": "counted"}},
      {"code": "estimated", "labels": {"sv": "uppskattat", "en": "estimated"}},
      {"code": "not_counted", "labels": {"sv": "ej räknat", "en": "not counted"}}
    ]
  }
  """#

let ageBands = #"""
  {
    "list": "age_bands",
    "choices": [
      {"code": "0-3", "labels": {"sv": "0–3 år", "en": "0–3 years"}},
      {"code": "4-5", "labels": {"sv": "4–5 år", "en": "4–5 years"}},
      {"code": "6-9", "labels": {"sv": "6–9 år", "en": "6–9 years"}},
      {"code": "10-12", "labels": {"sv": "10–12 år", "en": "10–12 years"}},
      {"code": "13-15", "labels": {"sv": "13–15 år", "en": "13–15 years"}},
      {"code": "16-18", "labels": {"sv": "16–18 år", "en": "16–18 years"}},
      {"code": "19+", "labels": {"sv": "19 år och äldre", "en": "19 years and older"}},
      {"code": "mixed", "labels": {"sv": "blandat, familj", "en": "mixed, family"}}
    ]
  }
  """#

let formats = #"""
  {
    "list": "formats",
    "choices": [
      {"code": "on_site", "labels": {"sv": "på biblioteket", "en": "at the library"}},
      {"code": "outreach", "labels": {"sv": "uppsökande", "en": "outreach"}},
      {"code": "digital", "labels": {"sv": "digitalt", "en": "digital"}},
      {"code": "hybrid", "labels": {"sv": "på plats och digitalt", "en": "hybrid"}}
    ]
  }
  """#

let holidays = #"""
  {
    "list": "holidays",
    "choices": [
      {"code": "winter", "labels": {"sv": "sportlov", "en": "winter holiday"}},
      {"code": "easter", "labels": {"sv": "påsklov", "en": "Easter holiday"}},
      {"code": "summer", "labels": {"sv": "sommarlov", "en": "summer holiday"}},
      {"code": "autumn", "labels": {"sv": "höstlov", "en": "autumn holiday"}},
      {"code": "christmas", "labels": {"sv": "jullov", "en": "Christmas holiday"}},
      {"code": "other", "labels": {"sv": "annan lovdag", "en": "other day off school"}}
    ]
  }
  """#

let priorities = #"""
  {
    "list": "priorities",
    "choices": [
      {"code": "equality", "labels": {"sv": "Likvärdighet", "en": "Equal access"}},
      {"code": "reading", "labels": {"sv": "Läsfrämjande", "en": "Reading promotion"}},
      {
        "code": "society",
        "labels": {"sv": "Biblioteket i samhället", "en": "The library in society"}
      }
    ]
  }
  """#

// Codes of ISO 639, the shortest there is.
let languages = #"""
  {
    "list": "languages",
    "choices": [
      {"code": "sv", "labels": {"sv": "svenska", "en": "Swedish"}},
      {"code": "swl", "labels": {"sv": "svenskt teckenspråk", "en": "Swedish Sign Language"}},
      {"code": "fi", "labels": {"sv": "finska", "en": "Finnish"}},
      {"code": "fit", "labels": {"sv": "meänkieli", "en": "Meänkieli"}},
      {"code": "rom", "labels": {"sv": "romani chib", "en": "Romani"}},
      {"code": "smi", "labels": {"sv": "samiska", "en": "Sami"}},
      {"code": "yi", "labels": {"sv": "jiddisch", "en": "Yiddish"}},
      {"code": "sq", "labels": {"sv": "albanska", "en": "Albanian"}},
      {"code": "am", "labels": {"sv": "amhariska", "en": "Amharic"}},
      {"code": "ar", "labels": {"sv": "arabiska", "en": "Arabic"}},
      {"code": "bs", "labels": {"sv": "bosniska", "en": "Bosnian"}},
      {"code": "my", "labels": {"sv": "burmesiska", "en": "Burmese"}},
      {"code": "prs", "labels": {"sv": "dari", "en": "Dari"}},
      {"code": "da", "labels": {"sv": "danska", "en": "Danish"}},
      {"code": "en", "labels": {"sv": "engelska", "en": "English"}},
      {"code": "fr", "labels": {"sv": "franska", "en": "French"}},
      {"code": "hi", "labels": {"sv": "hindi", "en": "Hindi"}},
      {"code": "zh", "labels": {"sv": "kinesiska", "en": "Chinese"}},
      {"code": "hr", "labels": {"sv": "kroatiska", "en": "Croatian"}},
      {"code": "ku", "labels": {"sv": "kurdiska", "en": "Kurdish"}},
      {"code": "nl", "labels": {"sv": "nederländska", "en": "Dutch"}},
      {"code": "no", "labels": {"sv": "norska", "en": "Norwegian"}},
      {"code": "ps", "labels": {"sv": "pashto", "en": "Pashto"}},
      {"code": "fa", "labels": {"sv": "persiska", "en": "Persian"}},
      {"code": "pl", "labels": {"sv": "polska", "en": "Polish"}},
      {"code": "pt", "labels": {"sv": "portugisiska", "en": "Portuguese"}},
      {"code": "ro", "labels": {"sv": "rumänska", "en": "Romanian"}},
      {"code": "ru", "labels": {"sv": "ryska", "en": "Russian"}},
      {"code": "sr", "labels": {"sv": "serbiska", "en": "Serbian"}},
      {"code": "so", "labels": {"sv": "somaliska", "en": "Somali"}},
      {"code": "es", "labels": {"sv": "spanska", "en": "Spanish"}},
      {"code": "sw", "labels": {"sv": "swahili", "en": "Swahili"}},
      {"code": "th", "labels": {"sv": "thailändska", "en": "Thai"}},
      {"code": "ti", "labels": {"sv": "tigrinja", "en": "Tigrinya"}},
      {"code": "tr", "labels": {"sv": "turkiska", "en": "Turkish"}},
      {"code": "de", "labels": {"sv": "tyska", "en": "German"}},
      {"code": "uk", "labels": {"sv": "ukrainska", "en": "Ukrainian"}},
      {"code": "ur", "labels": {"sv": "urdu", "en": "Urdu"}},
      {"code": "vi", "labels": {"sv": "vietnamesiska", "en": "Vietnamese"}},
      {"code": "other", "labels": {"sv": "annat språk", "en": "another language"}}
    ]
  }
  """#
