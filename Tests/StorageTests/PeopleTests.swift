import Replication
import Storage
import TestSupport
import Testing

@Suite("A name to sign in with")
struct AliasTests {
  @Test(arguments: [
    ("anl", "anl"), ("Anna.Lind@Karlstad.se", "anna.lind@karlstad.se"), ("a-b_c", "a-b_c"),
    ("77", "77"), (String(repeating: "a", count: 64), String(repeating: "a", count: 64)),
  ])
  func `it is taken in small letters`(text: String, alias: String) {
    #expect(Alias(text)?.text == alias)
  }

  @Test(arguments: [
    "", "a", " anl", "an l", "anl\n", "-anl", ".anl", "@anl", "åsa", "anl'--", "<b>", "a/b",
    "a\u{0}b",
    "\u{212A}im", String(repeating: "a", count: 65),
  ])
  func `anything that could be read in two ways is none`(text: String) {
    #expect(Alias(text) == nil)
  }
}

@Suite("Whose access holds, and whose was taken back")
struct PeopleTests {
  let bench: Bench
  var journal: Journal { bench.aggregator }
  let anna = Person(alias: Alias("anna")!, name: "Anna Lind", role: "head", scope: Bench.karlstad)
  let link = Hash(of: Array("link".utf8))

  init() throws { bench = try Bench() }

  /// Sets a password through a link.
  private func setPassword(_ password: String, of person: Person) async throws {
    try await journal.issueReset(of: person.alias, secret: link, expires: Bench.noon)
    _ = try await journal.setPassword(password, byReset: link, now: Bench.noon)
  }

  private func access(_ journal: Journal? = nil) async throws -> [PersonView.Access] {
    try await (journal ?? self.journal).people().map(\.access)
  }

  @Test func `a link sets a password once`() async throws {
    try await journal.addPerson(anna)
    #expect(try await access() == [.withoutPassword])
    try await journal.issueReset(of: anna.alias, secret: link, expires: Bench.noon)

    #expect(try await journal.person(ofReset: link, now: Bench.noon) == anna)
    #expect(try await journal.setPassword("$y$1", byReset: link, now: Bench.noon) == anna)

    #expect(try await journal.setPassword("$y$2", byReset: link, now: Bench.noon) == nil)
    #expect(try await journal.person(ofReset: link, now: Bench.noon) == nil)
    #expect(try await journal.member(anna.alias)?.password == "$y$1")
    #expect(try await access() == [.open])
  }

  @Test func `a link ends when its time is over, and when there is a newer one`() async throws {
    let newer = Hash(of: Array("newer".utf8))
    try await journal.addPerson(anna)
    try await journal.issueReset(of: anna.alias, secret: link, expires: Bench.noon)

    #expect(try await journal.person(ofReset: link, now: Bench.noon + 1) == nil)
    try await journal.issueReset(of: anna.alias, secret: newer, expires: Bench.noon)

    #expect(try await journal.person(ofReset: link, now: Bench.noon) == nil)
    #expect(try await journal.person(ofReset: newer, now: Bench.noon) == anna)
  }

  @Test func `asking for a link takes the old password back at once`() async throws {
    try await journal.addPerson(anna)
    try await setPassword("$y$1", of: anna)
    _ = try await journal.beginSession(
      Hash(of: [1]), of: anna.alias, proof: .password, now: Bench.noon)

    try await journal.issueReset(of: anna.alias, secret: link, expires: Bench.noon)

    #expect(try await journal.member(anna.alias)?.password == nil)
    #expect(try await journal.session(Hash(of: [1]), now: Bench.noon) == nil)
  }

  @Test func `whoever is removed is out, and comes back without what was known`() async throws {
    try await journal.addPerson(anna)
    try await setPassword("$y$1", of: anna)

    try await journal.removePerson(anna.alias, now: Bench.noon)

    #expect(try await access() == [.removed])
    #expect(try await journal.member(anna.alias) == nil)
    await #expect(throws: JournalError.unknownPerson("anna")) {
      try await journal.issueReset(of: anna.alias, secret: link, expires: Bench.noon)
    }
    try await journal.addPerson(anna)
    #expect(try await access() == [.withoutPassword])
  }

  @Test func `a name is given once`() async throws {
    try await journal.addPerson(anna)

    await #expect(throws: JournalError.personExists("anna")) { try await journal.addPerson(anna) }
    await #expect(throws: JournalError.unknownPerson("bo")) {
      try await journal.removePerson(Alias("bo")!, now: Bench.noon)
    }
  }

  @Test func `another role ends what was begun under the old one`() async throws {
    try await journal.addPerson(anna)
    try await setPassword("$y$1", of: anna)
    _ = try await journal.beginSession(
      Hash(of: [1]), of: anna.alias, proof: .password, now: Bench.noon)

    try await journal.changePerson(anna.alias, name: nil, role: "reader", scope: .some(nil))

    let member = try #require(try await journal.member(anna.alias))
    #expect(member.person.role == "reader" && member.person.scope == nil)
    #expect(member.person.name == "Anna Lind" && member.password == "$y$1")
    #expect(try await journal.session(Hash(of: [1]), now: Bench.noon) == nil)
  }

  /// An aggregator that is put back must not take back who was let out.
  @Test(arguments: ["remove", "reset", "demote"])
  func `an old copy of the database lets nobody in again`(act: String) async throws {
    try await journal.addPerson(anna)
    try await setPassword("$y$1", of: anna)
    _ = try await journal.beginSession(
      Hash(of: [1]), of: anna.alias, proof: .password, now: Bench.noon)
    try bench.folder.copyDatabase("aggregator", to: "backup")
    switch act {
    case "remove": try await journal.removePerson(anna.alias, now: Bench.noon)
    case "reset": try await setPassword("$y$2", of: anna)
    default: try await journal.changePerson(anna.alias, name: nil, role: "reader", scope: nil)
    }

    let restored = try bench.open("backup", isAggregator: true)

    #expect(try await access(restored) == [.outdated])
    #expect(try await restored.member(anna.alias) == nil)
    #expect(try await restored.session(Hash(of: [1]), now: Bench.noon) == nil)
    #expect(
      try await restored.beginSession(
        Hash(of: [2]), of: anna.alias, proof: .proxy, now: Bench.noon) == false)
    try await restored.changePerson(anna.alias, name: nil, role: "reader", scope: nil)
    #expect(try await restored.member(anna.alias)?.password == nil)
    #expect(try await access(restored) == [.withoutPassword])
  }

  @Test func `a link that was used stays used in an old copy`() async throws {
    try await journal.addPerson(anna)
    try await journal.issueReset(of: anna.alias, secret: link, expires: Bench.noon)
    try bench.folder.copyDatabase("aggregator", to: "backup")
    _ = try await journal.setPassword("$y$1", byReset: link, now: Bench.noon)

    let restored = try bench.open("backup", isAggregator: true)

    #expect(try await restored.setPassword("$y$2", byReset: link, now: Bench.noon) == nil)
  }

  @Test func `a line that a power cut left half is no line`() async throws {
    try await journal.addPerson(anna)
    try bench.folder.write(try bench.folder.text("standings") + "anna", to: "standings")

    try await setPassword("$y$1", of: anna)

    #expect(try await access() == [.open])
    #expect(try bench.folder.text("standings").hasPrefix("anna 1\nanna\nanna 2\n"))
  }

  @Test func `a damaged row is no person of the whole county`() async throws {
    try await journal.addPerson(anna)
    try Connection(path: journal.path).execute("UPDATE person SET scope = 'KARLSTAD'")

    await #expect(throws: JournalError.damagedRow("person")) {
      try await journal.member(anna.alias)
    }
  }
}
