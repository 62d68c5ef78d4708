// The activity and visit rows of the National Library's (KB) questionnaire, in its order. Staff of
// the library takes part in what is counted, and each occasion of a series counts.

let kbIndicators = #"""
  {
    "indicators": [
      {
        "code": "Publ101", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Samarbete med BVC (även Bokstart)",
          "en": "With child health centres (incl. Bokstart)"
        },
        "figure": {"category": "101", "children": false}
      },
      {
        "code": "Publ102", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Sagostund, högläsning",
          "en": "Story time, reading aloud"
        },
        "figure": {"category": "102", "children": false}
      },
      {
        "code": "Publ103", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Skapande: bild, hantverk, makerspace",
          "en": "Arts, crafts, makerspace"
        },
        "figure": {"category": "103", "children": false}
      },
      {
        "code": "Publ104", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Bokcirkel, föranmälda",
          "en": "Reading circle, registered"
        },
        "figure": {"category": "104", "children": false}
      },
      {
        "code": "Publ105", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Bokcafé, öppet",
          "en": "Book café, open"
        },
        "figure": {"category": "105", "children": false}
      },
      {
        "code": "Publ106", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Visning, klassbesök, källkritik",
          "en": "Library tour, class visit, source criticism"
        },
        "figure": {"category": "106", "children": false}
      },
      {
        "code": "Publ107", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Bokvagnsrond",
          "en": "Book-trolley round"
        },
        "figure": {"category": "107", "children": false}
      },
      {
        "code": "Publ108", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Handledning i informationssökning",
          "en": "Guidance in information search"
        },
        "figure": {"category": "108", "children": false}
      },
      {
        "code": "Publ109", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Beställd sökning",
          "en": "Commissioned search"
        },
        "figure": {"category": "109", "children": false}
      },
      {
        "code": "Publ110", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Boksamtal, bokprat",
          "en": "Book talk"
        },
        "figure": {"category": "110", "children": false}
      },
      {
        "code": "Publ111", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Data- och internetutbildning",
          "en": "Digital skills training"
        },
        "figure": {"category": "111", "children": false}
      },
      {
        "code": "Publ112", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Film",
          "en": "Film"
        },
        "figure": {"category": "112", "children": false}
      },
      {
        "code": "Publ113", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Föreläsning, debatt",
          "en": "Lecture, debate"
        },
        "figure": {"category": "113", "children": false}
      },
      {
        "code": "Publ114", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Författarbesök",
          "en": "Author visit"
        },
        "figure": {"category": "114", "children": false}
      },
      {
        "code": "Publ115", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Musik",
          "en": "Music"
        },
        "figure": {"category": "115", "children": false}
      },
      {
        "code": "Publ116", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Eget skrivande",
          "en": "Creative writing"
        },
        "figure": {"category": "116", "children": false}
      },
      {
        "code": "Publ117", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Sång, rytmik, rim och ramsor",
          "en": "Song, rhythm, rhymes"
        },
        "figure": {"category": "117", "children": false}
      },
      {
        "code": "Publ118", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Scenkonst",
          "en": "Performing arts"
        },
        "figure": {"category": "118", "children": false}
      },
      {
        "code": "Publ119", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Utställning",
          "en": "Exhibition"
        },
        "figure": {"category": "119", "children": false}
      },
      {
        "code": "Publ120", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Övrigt",
          "en": "Other"
        },
        "figure": {"category": "120", "children": false}
      },
      {
        "code": "Publ199", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Aktiviteter totalt",
          "en": "Activities, total"
        },
        "figure": {
          "sum": [
            "Publ101", "Publ102", "Publ103", "Publ104", "Publ105", "Publ106", "Publ107",
            "Publ108", "Publ109", "Publ110", "Publ111", "Publ112", "Publ113", "Publ114",
            "Publ115", "Publ116", "Publ117", "Publ118", "Publ119", "Publ120"
          ]
        }
      },
      {
        "code": "Publ201", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Samarbete med BVC (även Bokstart) – varav barn och unga",
          "en": "With child health centres (incl. Bokstart) – of which children and young"
        },
        "figure": {"category": "101", "children": true}
      },
      {
        "code": "Publ202", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Sagostund, högläsning – varav barn och unga",
          "en": "Story time, reading aloud – of which children and young"
        },
        "figure": {"category": "102", "children": true}
      },
      {
        "code": "Publ203", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Skapande: bild, hantverk, makerspace – varav barn och unga",
          "en": "Arts, crafts, makerspace – of which children and young"
        },
        "figure": {"category": "103", "children": true}
      },
      {
        "code": "Publ204", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Bokcirkel, föranmälda – varav barn och unga",
          "en": "Reading circle, registered – of which children and young"
        },
        "figure": {"category": "104", "children": true}
      },
      {
        "code": "Publ205", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Bokcafé, öppet – varav barn och unga",
          "en": "Book café, open – of which children and young"
        },
        "figure": {"category": "105", "children": true}
      },
      {
        "code": "Publ206", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Visning, klassbesök, källkritik – varav barn och unga",
          "en": "Library tour, class visit, source criticism – of which children and young"
        },
        "figure": {"category": "106", "children": true}
      },
      {
        "code": "Publ207", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Bokvagnsrond – varav barn och unga",
          "en": "Book-trolley round – of which children and young"
        },
        "figure": {"category": "107", "children": true}
      },
      {
        "code": "Publ208", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Handledning i informationssökning – varav barn och unga",
          "en": "Guidance in information search – of which children and young"
        },
        "figure": {"category": "108", "children": true}
      },
      {
        "code": "Publ209", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Beställd sökning – varav barn och unga",
          "en": "Commissioned search – of which children and young"
        },
        "figure": {"category": "109", "children": true}
      },
      {
        "code": "Publ210", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Boksamtal, bokprat – varav barn och unga",
          "en": "Book talk – of which children and young"
        },
        "figure": {"category": "110", "children": true}
      },
      {
        "code": "Publ211", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Data- och internetutbildning – varav barn och unga",
          "en": "Digital skills training – of which children and young"
        },
        "figure": {"category": "111", "children": true}
      },
      {
        "code": "Publ212", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Film – varav barn och unga",
          "en": "Film – of which children and young"
        },
        "figure": {"category": "112", "children": true}
      },
      {
        "code": "Publ213", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Föreläsning, debatt – varav barn och unga",
          "en": "Lecture, debate – of which children and young"
        },
        "figure": {"category": "113", "children": true}
      },
      {
        "code": "Publ214", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Författarbesök – varav barn och unga",
          "en": "Author visit – of which children and young"
        },
        "figure": {"category": "114", "children": true}
      },
      {
        "code": "Publ215", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Musik – varav barn och unga",
          "en": "Music – of which children and young"
        },
        "figure": {"category": "115", "children": true}
      },
      {
        "code": "Publ216", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Eget skrivande – varav barn och unga",
          "en": "Creative writing – of which children and young"
        },
        "figure": {"category": "116", "children": true}
      },
      {
        "code": "Publ217", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Sång, rytmik, rim och ramsor – varav barn och unga",
          "en": "Song, rhythm, rhymes – of which children and young"
        },
        "figure": {"category": "117", "children": true}
      },
      {
        "code": "Publ218", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Scenkonst – varav barn och unga",
          "en": "Performing arts – of which children and young"
        },
        "figure": {"category": "118", "children": true}
      },
      {
        "code": "Publ219", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Utställning – varav barn och unga",
          "en": "Exhibition – of which children and young"
        },
        "figure": {"category": "119", "children": true}
      },
      {
        "code": "Publ220", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Övrigt – varav barn och unga",
          "en": "Other – of which children and young"
        },
        "figure": {"category": "120", "children": true}
      },
      {
        "code": "Publ299", "unit": {"sv": "tillfällen", "en": "occasions"},
        "labels": {
          "sv": "Aktiviteter för barn och unga",
          "en": "Activities for children and young"
        },
        "figure": {
          "sum": [
            "Publ201", "Publ202", "Publ203", "Publ204", "Publ205", "Publ206", "Publ207",
            "Publ208", "Publ209", "Publ210", "Publ211", "Publ212", "Publ213", "Publ214",
            "Publ215", "Publ216", "Publ217", "Publ218", "Publ219", "Publ220"
          ]
        }
      },
      {
        "code": "Besok01", "unit": {"sv": "besök", "en": "visits"},
        "labels": {
          "sv": "Fysiska besök",
          "en": "Physical visits"
        },
        "figure": {}
      }
    ]
  }
  """#
