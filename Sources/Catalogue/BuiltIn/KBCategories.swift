// What counts where, after the definitions of the National Library (KB) in our own words. Each term
// replaced an older one on 2014-10-13; three were new then.

let kbCategories = #"""
  {
    "list": "kb_categories",
    "choices": [
      {
        "code": "101",
        "labels": {
          "sv": "Samarbete med BVC (även Bokstart)",
          "en": "With child health centres (incl. Bokstart)"
        },
        "definition": {
          "sv": "Information och läsfrämjande tillsammans med barnavårdscentral, på BVC, på biblioteket eller i hemmet. Besök inom Bokstart räknas här.",
          "en": "Information and reading promotion together with a child health centre, there, at the library or at home. Bokstart visits count here."
        },
        "terms": [
          {"code": "Publ101", "from": "2014-10-13"},
          {"code": "Folk163", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "102",
        "labels": {
          "sv": "Sagostund, högläsning",
          "en": "Story time, reading aloud"
        },
        "definition": {
          "sv": "Sagor och berättelser berättas eller läses högt för en grupp.",
          "en": "Stories are told or read aloud to a group."
        },
        "terms": [
          {"code": "Publ102", "from": "2014-10-13"},
          {"code": "Folk165", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "103",
        "labels": {
          "sv": "Skapande: bild, hantverk, makerspace",
          "en": "Arts, crafts, makerspace"
        },
        "definition": {
          "sv": "Deltagarna skapar själva: bild, hantverk, pyssel, bygge eller makerspace.",
          "en": "The participants make things themselves: pictures, crafts, building or makerspace."
        },
        "terms": [
          {"code": "Publ103", "from": "2014-10-13"},
          {"code": "Folk167", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "104",
        "labels": {
          "sv": "Bokcirkel, föranmälda",
          "en": "Reading circle, registered"
        },
        "definition": {
          "sv": "Samtal i grupp kring böcker eller språk dit deltagarna är anmälda i förväg. Även språkkafé med anmälan.",
          "en": "Group talks about books or language with participants who registered beforehand. Language cafés with registration too."
        },
        "terms": [
          {"code": "Publ104", "from": "2014-10-13"},
          {"code": "Folk169", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "105",
        "labels": {
          "sv": "Bokcafé, öppet",
          "en": "Book café, open"
        },
        "definition": {
          "sv": "Öppet samtal kring böcker eller språk som vem som helst kan komma till utan anmälan. Även språkkafé utan anmälan.",
          "en": "Open talks about books or language that anyone may join without registering. Language cafés without registration too."
        },
        "terms": [
          {"code": "Publ105", "from": "2014-10-13"},
          {"code": "Folk171", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "106",
        "labels": {
          "sv": "Visning, klassbesök, källkritik",
          "en": "Library tour, class visit, source criticism"
        },
        "definition": {
          "sv": "Visning av biblioteket, klassbesök eller genomgång av källkritik för en grupp.",
          "en": "A tour of the library, a class visit or a session on source criticism for a group."
        },
        "terms": [
          {"code": "Publ106", "from": "2014-10-13"},
          {"code": "Folk173", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "107",
        "labels": {
          "sv": "Bokvagnsrond",
          "en": "Book-trolley round"
        },
        "definition": {
          "sv": "En rond med bokvagn på sjukhus eller boende.",
          "en": "A round with the book trolley at a hospital or a home."
        },
        "terms": [{"code": "Publ107", "from": "2014-10-13"}]
      },
      {
        "code": "108",
        "labels": {
          "sv": "Handledning i informationssökning",
          "en": "Guidance in information search"
        },
        "definition": {
          "sv": "Personal handleder en eller flera personer i att söka information, efter bokning.",
          "en": "Staff guide one or several people in searching for information, by appointment."
        },
        "terms": [{"code": "Publ108", "from": "2014-10-13"}]
      },
      {
        "code": "109",
        "labels": {
          "sv": "Beställd sökning",
          "en": "Commissioned search"
        },
        "definition": {
          "sv": "Personal söker information på beställning. Den som beställt deltar inte själv.",
          "en": "Staff search for information on request. The person who asked does not take part."
        },
        "terms": [{"code": "Publ109", "from": "2014-10-13"}]
      },
      {
        "code": "110",
        "labels": {
          "sv": "Boksamtal, bokprat",
          "en": "Book talk"
        },
        "definition": {
          "sv": "Personal presenterar eller samtalar om böcker med en grupp, på biblioteket, i skolan eller på annan plats.",
          "en": "Staff present or discuss books with a group, at the library, at school or elsewhere."
        },
        "terms": [
          {"code": "Publ110", "from": "2014-10-13"},
          {"code": "Folk175", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "111",
        "labels": {
          "sv": "Data- och internetutbildning",
          "en": "Digital skills training"
        },
        "definition": {
          "sv": "Utbildning i att använda datorer, internet eller digitala tjänster.",
          "en": "Teaching people to use computers, the internet or digital services."
        },
        "terms": [
          {"code": "Publ111", "from": "2014-10-13"},
          {"code": "Folk177", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "112",
        "labels": {
          "sv": "Film",
          "en": "Film"
        },
        "definition": {
          "sv": "Film visas för en publik.",
          "en": "A film is shown to an audience."
        },
        "terms": [
          {"code": "Publ112", "from": "2014-10-13"},
          {"code": "Folk179", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "113",
        "labels": {
          "sv": "Föreläsning, debatt",
          "en": "Lecture, debate"
        },
        "definition": {
          "sv": "Föreläsning, debatt eller föreningsmöte som biblioteket medverkar i.",
          "en": "A lecture, a debate or a society's meeting in which the library takes part."
        },
        "terms": [
          {"code": "Publ113", "from": "2014-10-13"},
          {"code": "Folk181", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "114",
        "labels": {
          "sv": "Författarbesök",
          "en": "Author visit"
        },
        "definition": {
          "sv": "En författare eller illustratör möter publik.",
          "en": "An author or illustrator meets an audience."
        },
        "terms": [
          {"code": "Publ114", "from": "2014-10-13"},
          {"code": "Folk183", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "115",
        "labels": {
          "sv": "Musik",
          "en": "Music"
        },
        "definition": {
          "sv": "Konsert eller annan musik inför publik.",
          "en": "A concert or other music before an audience."
        },
        "terms": [
          {"code": "Publ115", "from": "2014-10-13"},
          {"code": "Folk185", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "116",
        "labels": {
          "sv": "Eget skrivande",
          "en": "Creative writing"
        },
        "definition": {
          "sv": "Deltagarna skriver själva: skrivarkurs, skrivarläger eller skrivarverkstad.",
          "en": "The participants write themselves: a writing course, camp or workshop."
        },
        "terms": [
          {"code": "Publ116", "from": "2014-10-13"},
          {"code": "Folk187", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "117",
        "labels": {
          "sv": "Sång, rytmik, rim och ramsor",
          "en": "Song, rhythm, rhymes"
        },
        "definition": {
          "sv": "Sång, rytmik, rim och ramsor med en grupp, oftast små barn och deras vuxna.",
          "en": "Songs, rhythm and rhymes with a group, mostly small children and their adults."
        },
        "terms": [
          {"code": "Publ117", "from": "2014-10-13"},
          {"code": "Folk189", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "118",
        "labels": {
          "sv": "Scenkonst",
          "en": "Performing arts"
        },
        "definition": {
          "sv": "Teater, dans, cirkus eller annan scenkonst inför publik.",
          "en": "Theatre, dance, circus or other performing arts before an audience."
        },
        "terms": [
          {"code": "Publ118", "from": "2014-10-13"},
          {"code": "Folk191", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "119",
        "labels": {
          "sv": "Utställning",
          "en": "Exhibition"
        },
        "definition": {
          "sv": "En utställning räknas som ett tillfälle, hur länge den än pågår.",
          "en": "An exhibition counts as one occasion, however long it lasts."
        },
        "terms": [
          {"code": "Publ119", "from": "2014-10-13"},
          {"code": "Folk193", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      },
      {
        "code": "120",
        "labels": {
          "sv": "Övrigt",
          "en": "Other"
        },
        "definition": {
          "sv": "Det som inte passar någon annanstans, till exempel läxhjälp eller advokatjour.",
          "en": "What fits nowhere else, such as homework help or legal advice."
        },
        "terms": [
          {"code": "Publ120", "from": "2014-10-13"},
          {"code": "Folk195", "from": "2012-01-01", "to": "2014-10-12"}
        ]
      }
    ]
  }
  """#
