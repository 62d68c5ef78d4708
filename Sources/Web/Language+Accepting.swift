public import Catalogue

extension Language {
  /// The language a browser asks for: English when it is wanted more than Swedish, else Swedish (RFC 9110 §12.5.4).
  ///
  /// - Parameter ranges: the values of `Accept-Language`, for example `en-GB`, `sv;q=0.5`.
  public init(accepting ranges: [String]) {
    func weight(of language: Language) -> Double {
      ranges.compactMap { range -> Double? in
        let parts = range.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
        guard let tag = parts.first, tag.split(separator: "-").first == language.rawValue[...]
        else { return nil }
        let quality = parts.dropFirst().first { $0.hasPrefix("q=") }?.dropFirst(2)
        return quality.map { Double($0) ?? 0 } ?? 1
      }.max() ?? 0
    }
    self = weight(of: .en) > weight(of: .sv) ? .en : .sv
  }
}
