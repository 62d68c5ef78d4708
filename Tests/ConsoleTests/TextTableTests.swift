import Console
import Testing

@Suite("A table lines up as a person sees it")
struct TextTableTests {
  @Test func `text stands to the left and numbers to the right`() {
    var table = TextTable([.text("Kommun"), .number("Publ199"), .text("Anm.")])
    table.add(["Årjäng", "7", ""])
    table.add(["Hammarö", "1 204", "uppskattat"])
    table.add(["Kil", "", "ej räknat"])

    #expect(
      table.render() == """
        Kommun   Publ199  Anm.
        -------  -------  ----------
        Årjäng         7
        Hammarö    1 204  uppskattat
        Kil               ej räknat

        """)
  }

  @Test func `a letter is one place however it is spelt, a picture two`() {
    var table = TextTable([.text("Namn"), .number("N")])
    table.add(["A\u{30a}mål", "1"])
    table.add(["本", "2"])
    table.add(["💡x", "3"])

    #expect(
      table.render() == "Namn  N\n----  -\nA\u{30a}mål  1\n本    2\n💡x   3\n")
  }

  @Test func `what somebody typed cannot break a row`() {
    var table = TextTable([.text("Plats")])
    table.add(["a\nb\u{1b}[2J"])

    #expect(table.render() == "Plats\n-------------\na\\nb\\u{1b}[2J\n")
  }

  @Test func `nor can what somebody is called, at the head of a column`() {
    #expect(
      TextTable([.number("a\u{202E}b\u{1b}[2J")]).render().hasPrefix("a\\u{202e}b\\u{1b}[2J\n"))
  }

  @Test func `without rows only the headings stand`() {
    #expect(TextTable([.text("Plats"), .number("N")]).render() == "Plats  N\n-----  -\n")
  }
}
