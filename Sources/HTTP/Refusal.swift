/// Why a request is turned away before any route sees it. The connection is closed after the answer:
/// where the next request would begin is no longer certain.
package enum Refusal: Error, Equatable, CustomStringConvertible {
  case requestLine
  case methodUnknown
  case target
  case targetTooLong
  case version
  case lineEnding
  case fieldName
  case fieldValue
  case blankBeforeColon
  case foldedLine
  case headTooLarge
  case tooManyFields
  case hostMissing
  case hostRepeated
  case hostInvalid
  case lengthBesideCoding
  case lengthRepeated
  case lengthInvalid
  case codingUnknown
  case codingInvalid
  case codingInOldVersion
  case chunk
  case contentTooLarge(bytesMax: Int)
  case contentCoding
  case expectation
  case tooSlow
  case busy

  var status: Status {
    switch self {
    case .methodUnknown, .codingUnknown: .notImplemented
    case .targetTooLong: .targetTooLong
    case .version: .versionNotSupported
    case .headTooLarge, .tooManyFields: .headersTooLarge
    case .contentTooLarge: .contentTooLarge
    case .contentCoding: .unsupportedMediaType
    case .expectation: .expectationFailed
    case .tooSlow: .requestTimeout
    case .busy: .serviceUnavailable
    default: .badRequest
    }
  }

  /// The code by which a program tells refusals apart.
  var code: String {
    switch self {
    case .methodUnknown, .codingUnknown: "not-implemented"
    case .targetTooLong, .headTooLarge, .tooManyFields, .contentTooLarge: "too-large"
    case .version: "version-not-supported"
    case .contentCoding: "content-coding"
    case .expectation: "expectation"
    case .tooSlow: "too-slow"
    case .busy: "busy"
    default: "malformed"
    }
  }

  package var description: String {
    switch self {
    case .requestLine: "The first line is not METHOD TARGET HTTP/1.1 with single spaces."
    case .methodUnknown: "This method is not known here."
    case .target: "The address holds characters or parts that no address may hold."
    case .targetTooLong: "The address is too long. Send the data in the body instead."
    case .version: "Only HTTP/1.0 and HTTP/1.1 are spoken here."
    case .lineEnding: "A line ends without a carriage return before its line feed."
    case .fieldName: "The name of a header field is empty or holds a character it may not."
    case .fieldValue: "The value of a header field holds a control character."
    case .blankBeforeColon: "There is a blank before the colon of a header field."
    case .foldedLine: "A header field goes on over several lines, which is obsolete."
    case .headTooLarge: "The header fields are too large together."
    case .tooManyFields: "There are too many header fields."
    case .hostMissing: "The Host field is missing."
    case .hostRepeated: "The Host field stands there more than once."
    case .hostInvalid: "The Host field names no host."
    case .lengthBesideCoding: "Content-Length and Transfer-Encoding contradict each other."
    case .lengthRepeated: "The Content-Length field stands there more than once."
    case .lengthInvalid: "The Content-Length field is not a number."
    case .codingUnknown: "Only the transfer coding chunked is understood here."
    case .codingInvalid: "The transfer coding must be chunked, once and last."
    case .codingInOldVersion: "HTTP/1.0 has no transfer codings."
    case .chunk: "The chunks of the body are broken."
    case .contentTooLarge(let bytesMax): "The body may have at most \(bytesMax) bytes here."
    case .contentCoding: "Send the body without compression."
    case .expectation: "Only 100-continue can be expected here."
    case .tooSlow: "The request took too long to arrive. Send it again."
    case .busy: "Too much is going on at the moment. Try again in a little while."
    }
  }
}
