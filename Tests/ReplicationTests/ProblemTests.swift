import Replication
import Testing

@Suite("Why a request was turned down is told in one table, both ways")
struct ProblemTests {
  @Test(arguments: Problem.allCases)
  func `a problem is read back from its body`(problem: Problem) throws {
    let body = problem.body(detail: "Försök igen \"senare\".")

    #expect(Problem(body: body) == problem)
    let json = try LineScanner.scan(body)
    #expect(json["status"]?.integer == Int64(problem.status))
    #expect(json["detail"]?.text == "Försök igen \"senare\".")
    #expect(json["title"]?.text == problem.description)
  }

  @Test(arguments: [
    (Problem.malformed, 400, Problem.Retry.afterPerson), (.authFailed, 401, .afterPerson),
    (.revoked, 403, .afterPerson), (.wiping, 403, .afterPerson), (.wrongScope, 403, .afterPerson),
    (.enrolCodeUsed, 403, .afterPerson), (.tooLarge, 413, .smaller),
    (.upgradeRequired, 426, .afterPerson),
    (.tooManyRequests, 429, .later), (.unavailable, 503, .later), (.diskFull, 507, .later),
  ])
  func `each has a status and says whether to try again`(
    problem: Problem, status: Int, retry: Problem.Retry
  ) {
    #expect(problem.status == status)
    #expect(problem.retry == retry)
  }

  @Test(arguments: [
    "", "<html>Logga in</html>", "{}", "[]", #"{"code":7}"#, #"{"code":"teapot"}"#,
    #"{"code":"revoked","code":"malformed"}"#,
  ])
  func `what is not ours is no problem we know`(body: String) {
    #expect(Problem(body: Array(body.utf8)) == nil)
  }
}
