// Numbers that the Tax Agency (Skatteverket) publishes for tests and promises to give to nobody, and those of
// personnummer.dev (testdata/list.json, interim.json and orgnumber.json, version 3.1).

enum PersonNumberVectors {
  static let people = [
    "190905271474", "198211059954", "199012119948", "187912219990", "200012099891",
    "201701012393", "201702282383", "201602292383", "201612312387", "198507099805",
    "191212121212",
  ]

  /// Month 00 and day 60 stand for what is not known.
  static let coordinated = [
    "195705749959", "197306749982", "197010632391", "191401682396", "191500722390",
    "191500882392", "192001602396", "193412602397", "196212902396", "197102822397",
  ]

  static let interim = ["P", "T", "R", "S", "U", "W", "X", "J", "K", "L", "M", "N"].map {
    "20000101\($0)220"
  }

  /// A check digit, a month, a day or a letter that is not.
  static let wrong = [
    "201509160006", "198707049996", "193901829913", "201211209941", "201210759984",
    "850709-9806", "851309-9805", "850732-9805", "850792-9801", "18507099805", "850709-98055",
    "000101-A220", "20000101-P221",
  ]

  static let organisations = [
    "857209-0606", "802005-1952", "802005-7538", "802406-2302", "855104-0721", "802014-4120",
    "556036-0793", "232100-0156", "16556036-0793", "2321000156",
  ]

  /// Every one would pass for a personal number if only its digits were looked at.
  static let others = [
    // ISBN-10 and ISBN-13, EAN.
    "91-0-589913-3", "91-0-506950-5", "ISBN 9105899133", "isbn-10: 9107151624", "ISBN: 9103649423",
    "978-91-0-589913-8", "978-91-7037-123-4", "7350010170181", "7 350418 557447",
    // Telephones: the numbers that PTS keeps for films and books, and an area code that looks like a month.
    "070-174 06 07", "070-1740615", "tel. 0701740623", "Mobil: 0701740631", "+46 70 174 06 49",
    "0046701740656", "0510-11 22 04", "0510-112212", "0510 112220", "08-465 004 12",
    // Case numbers.
    "dnr 2007/101005", "KUN 2026/1203", "dnr 2012-03-1007", "KS 2026-000123",
    // Days with counts and times.
    "2026-03-02: 1003 besök", "2026-03-02 kl. 0930", "26-03-02/1011", "20260302T0930",
    // Ids and amounts.
    "x8507099805", "8507099805x", "a8507099805b", "18507099805", "1 850 709 980", "8 507 099 805",
    "850709 kr, 9805 besök", "850709; 9805",
  ]
}
