import Foundation
import TestSupport

/// What a browser is to a server: it sends its cookies back, and says where a form came from.
struct Browser: Sendable {
  static let session = "__Host-bokfink"

  let port: Int
  var host: String
  var origin: String
  var cookies: [String: String] = [:]
  var fields: [String] = []
  /// The hidden field of the form that was seen last.
  var form = ""

  init(_ office: Office) { self.init(port: office.port) }

  init(port: Int) {
    self.port = port
    host = "127.0.0.1:\(port)"
    origin = "http://127.0.0.1:\(port)"
  }

  mutating func get(_ path: String) async throws -> RawAnswer {
    take(try await send("GET \(path)"))
  }

  /// Sends the form that was seen last, with these values in it.
  mutating func post(_ path: String, _ values: [String: String] = [:]) async throws -> RawAnswer {
    let pairs = values.merging(["form": form]) { given, _ in given }.map { name, value in
      "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
    }
    let fields = ["Origin: \(origin)", "Content-Type: application/x-www-form-urlencoded"]
    return take(
      try await send("POST \(path)", fields, body: pairs.sorted().joined(separator: "&")))
  }

  /// Sends something, also what no browser would.
  func send(_ line: String, _ more: [String] = [], body: String = "") async throws -> RawAnswer {
    var lines = ["\(line) HTTP/1.1", "Host: \(host)", "Connection: close"] + fields + more
    if !cookies.isEmpty {
      let pairs = cookies.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
      lines.append("Cookie: " + pairs.joined(separator: "; "))
    }
    if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
    let text = lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    return try await TestSupport.send(Array(text.utf8), to: port)
  }

  private mutating func take(_ answer: RawAnswer) -> RawAnswer {
    for match in answer.text.matches(of: /\r\nSet-Cookie: ([^=]+)=([^;]*);/) {
      cookies[String(match.1)] = match.2.isEmpty ? nil : String(match.2)
    }
    if let match = answer.body.firstMatch(of: /name="form" value="([^"]*)"/) {
      form = String(match.1)
    }
    return answer
  }
}

extension RawAnswer {
  /// The value of a header field, as it was sent.
  func field(_ name: String) -> String? {
    text.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
      .first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
  }

  /// The sentence of a page that says no.
  var problem: String? {
    body.firstMatch(of: /<p class="problem"[^>]*>([^<]*)<\/p>/).map { String($0.1) }
  }
}
