/// What the name of a file says about an export.
package struct ExportName: Equatable, Sendable {
  /// Nil where the name has none of the known endings.
  package let format: ExportFormat?
  /// The cell separator that the name implies: a tab for `.tsv`, else nil.
  package let delimiter: UInt8?
  /// What the ending after the format says.
  package let compression: Compression

  /// Reads the endings of a name or path. ASCII letters count in either case.
  package init(_ name: String) {
    self.init(bytes: Array(name.utf8))
  }

  /// As `init(_:)`, for a name that need not be valid UTF-8.
  init(bytes: [UInt8]) {
    var stem = bytes[...]
    var compression = Compression.none
    for (ending, candidate) in ExportName.compressionEndings where stem.hasEnding(ending) {
      compression = candidate
      stem.removeLast(ending.utf8.count)
      break
    }
    let known = ExportName.formatEndings.first { stem.hasEnding($0.ending) }
    format = known?.format
    delimiter = known?.delimiter
    self.compression = compression
  }

  private static let compressionEndings: [(ending: String, compression: Compression)] = [
    (".gz", .gzip), (".zst", .zstandard),
  ]

  private static let formatEndings: [(ending: String, format: ExportFormat, delimiter: UInt8?)] = [
    (".csv", .csv, nil),
    (".tsv", .csv, UInt8(ascii: "\t")),
    (".jsonl", .jsonLines, nil),
    (".ndjson", .jsonLines, nil),
    (".json", .jsonLines, nil),
    (".xml", .xml, nil),
  ]
}

extension ArraySlice<UInt8> {
  /// Whether the bytes end so; `ending` is in lower case.
  fileprivate func hasEnding(_ ending: String) -> Bool {
    // `zip` would do, and have the runtime look up its types: 2 % of the start of the program.
    suffix(ending.utf8.count).map { byte in
      let isUpperCase = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      return isUpperCase ? byte | 0x20 : byte
    }.elementsEqual(ending.utf8)
  }
}
