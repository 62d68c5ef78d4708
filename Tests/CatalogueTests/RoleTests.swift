import Catalogue
import Testing

@Suite("Who may record: the most a device is good for, and a role that holds")
struct RoleTests {
  private func code(
    _ grants: [Grant]?, ceiling: String? = "registrar", received: Int64? = 100,
    type: String = "activity"
  ) -> String? {
    let writer = Writer(alias: "anl", ceiling: ceiling, grants: grants, received: received)
    return Catalogue.builtIn.objection(to: writer, writing: type)?.code
  }

  private func grant(_ role: String, _ since: Int64 = 0, until: Int64? = nil) -> Grant {
    Grant(role: role, since: since, until: until)
  }

  @Test func `while nobody has a role the device decides alone`() {
    #expect(code(nil) == nil)
    #expect(code(nil, ceiling: nil) == nil)
    #expect(code(nil, ceiling: "reader") == "above-ceiling")
  }

  @Test func `from the first role on, whoever has none may not`() {
    #expect(code([]) == "no-role")
    #expect(code([grant("reader")]) == "no-role")
    #expect(code([grant("reader"), grant("children")]) == nil)
  }

  @Test func `nobody may more than the device`() {
    #expect(code([grant("head")], ceiling: "reader") == "above-ceiling")
  }

  @Test(arguments: [
    (Int64(0), Int64?.none, nil as String?), (100, nil, nil), (101, nil, "no-role"),
    (0, 101, nil), (0, 100, "role-ended"), (0, 50, "role-ended"),
  ])
  func `a role must hold when the change arrives`(since: Int64, until: Int64?, said: String?) {
    #expect(code([grant("registrar", since, until: until)]) == said)
  }

  @Test func `a role that was given again holds`() {
    #expect(code([grant("registrar", 0, until: 50), grant("registrar", 60)]) == nil)
  }

  @Test func `at the keyboard the clock is not asked`() {
    #expect(code([grant("registrar", .max)], received: nil) == nil)
    #expect(code([grant("registrar", 0, until: .max)], received: nil) == "role-ended")
  }

  @Test func `a type that only a newer version knows is not judged`() {
    #expect(code([], ceiling: "reader", type: "toyloan") == nil)
  }

  @Test func `the writers of every type are roles there are`() throws {
    let role = try #require(Catalogue.builtIn.type("role")?["role"])
    guard case .choice(let roles) = role.kind else {
      Issue.record("a role is a choice")
      return
    }
    for type in Catalogue.builtIn.types {
      #expect((type.place == .municipality) == (type.writers != nil), "\(type.name)")
      #expect(Set(type.writers ?? []).isSubset(of: roles.map(\.code)), "\(type.name)")
    }
  }

  @Test func `what is erased some day is a text that may be, counted from a day that is there`()
    throws
  {
    for type in Catalogue.builtIn.types {
      for retention in type.retention {
        for field in retention.fields {
          #expect(type[field]?.isErasable == true, "\(type.name).\(field)")
        }
        #expect(type[retention.after] != nil || (type.key != nil && retention.after == "date"))
        #expect(!retention.ground.sv.isEmpty && !retention.ground.en.isEmpty)
        #expect(retention.years > 0)
      }
      for field in type.fields where field.isErasable {
        guard case .text = field.kind else {
          Issue.record("\(type.name).\(field.name) may count in a figure")
          continue
        }
        #expect(!field.isRequired, "\(type.name).\(field.name)")
      }
    }
  }
}
