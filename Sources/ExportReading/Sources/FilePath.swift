/// A path as the bytes the system knows it by; file names need not be valid UTF-8.
package struct FilePath: Hashable, Sendable {
  /// The bytes, with the closing zero that system calls expect.
  let terminatedBytes: [CChar]

  /// The path written as `text`.
  package init(_ text: String) {
    terminatedBytes = text.utf8.map { CChar(bitPattern: $0) } + [0]
  }

  private init(terminatedBytes: [CChar]) {
    self.terminatedBytes = terminatedBytes
  }

  /// The path for people and reports: bytes that are no UTF-8 become U+FFFD.
  package var display: String {
    String(decoding: terminatedBytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The name of a file in a path for people, without its directories.
  package static func lastName(of displayPath: String) -> String {
    displayPath.split(separator: "/").last.map(String.init) ?? ""
  }

  /// This path taken as a directory, joined with the name of a file in it.
  func appending(name: [CChar]) -> FilePath {
    let slash = CChar(UInt8(ascii: "/"))
    var joined = Array(terminatedBytes.dropLast())
    if joined.last != slash { joined.append(slash) }
    joined.append(contentsOf: name)
    joined.append(0)
    return FilePath(terminatedBytes: joined)
  }
}
