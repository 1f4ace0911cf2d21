/// What an export's bytes are, once decompressed. The raw value is the name on the command line.
package enum ExportFormat: String, CaseIterable, Sendable {
  case csv
  case jsonLines = "jsonl"
  case xml

  /// Decides by the first visible character: `<` is XML, `{` or `[` is JSON Lines, others are CSV.
  ///
  /// - Parameter firstBytes: Decompressed; a byte order mark and UTF-16 are seen through.
  package init(firstBytes: [UInt8]) {
    let characters = FirstCharacters(firstBytes)
    switch characters.firstVisible {
    case UInt8(ascii: "<"): self = .xml
    case UInt8(ascii: "{"), UInt8(ascii: "["): self = .jsonLines
    default: self = .csv
    }
  }
}

/// The ASCII characters at the start of a text in UTF-8 or UTF-16.
private struct FirstCharacters {
  private let bytes: [UInt8]
  private let start: Int
  private let unitSize: Int
  /// Where in a unit its low byte is.
  private let lowByteOffset: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // Byte order marks first; without one, a zero beside the first character shows UTF-16.
    switch (bytes.first, bytes.dropFirst().first, bytes.dropFirst(2).first) {
    case (0xef, 0xbb, 0xbf): (start, unitSize, lowByteOffset) = (3, 1, 0)
    case (0xff, 0xfe, _): (start, unitSize, lowByteOffset) = (2, 2, 0)
    case (0xfe, 0xff, _): (start, unitSize, lowByteOffset) = (2, 2, 1)
    case (0, .some(1...), _): (start, unitSize, lowByteOffset) = (0, 2, 1)
    case (.some(1...), 0, _): (start, unitSize, lowByteOffset) = (0, 2, 0)
    default: (start, unitSize, lowByteOffset) = (0, 1, 0)
    }
  }

  /// The first character that is no white space; nil when there is none or it is not ASCII.
  var firstVisible: UInt8? {
    var offset = start
    while offset + unitSize <= bytes.count {
      let low = bytes[offset + lowByteOffset]
      if unitSize == 2, bytes[offset + 1 - lowByteOffset] != 0 { return nil }
      if ![0x09, 0x0a, 0x0d, 0x20].contains(low) { return low }
      offset += unitSize
    }
    return nil
  }
}
