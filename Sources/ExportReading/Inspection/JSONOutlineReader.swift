/// Collects the keys of JSON: lines, one document over several lines, or arrays of objects.
struct JSONOutlineReader {
  private(set) var outline: ExportOutline

  init(valuesMax: Int) {
    outline = ExportOutline(valuesMax: valuesMax)
  }

  /// Reads all values of a text as far as they are JSON; one that is cut at the end counts for the
  /// keys that were seen.
  mutating func read(_ text: [UInt8]) {
    let buffer = InputBuffer(capacity: max(text.count, 1))
    buffer.replaceContents(with: text)
    let bytes = buffer.bytes
    var index = ExportStreamFormat.byteOrderMarkLength(bytes)
    while index < bytes.count {
      var scanner = JSONScanner(
        bytes, from: index, depthMax: ReadLimits.standard.nestingDepthMax, lineFeedIsSpace: true)
      scanner.skipSpace()
      guard scanner.index < bytes.count else { return }
      do throws(JSONFault) {
        try readTop(&scanner)
        index = max(scanner.index, index + 1)
      } catch {
        outline.hasFaults = true
        // Lines that follow may be records; of a document nothing is known any more.
        guard outline.records > 0 || error.index < bytes.count else { return }
        index = bytes.first(0x0A, in: min(error.index, bytes.count)..<bytes.count) + 1
      }
    }
  }

  private mutating func readTop(_ scanner: inout JSONScanner) throws(JSONFault) {
    switch scanner.current {
    case 0x7B:
      try readObject(&scanner, at: ExportOutline.root)
      outline.records += 1
    case 0x5B:
      outline.markList(ExportOutline.root)
      try readElements(&scanner, at: ExportOutline.root, countsRecords: true)
    default:
      throw JSONFault(reason: .notAnObject, index: scanner.index)
    }
  }

  private mutating func readValue(_ scanner: inout JSONScanner, at node: Int) throws(JSONFault) {
    switch scanner.current {
    case 0x7B: try readObject(&scanner, at: node)
    case 0x5B:
      outline.markList(node)
      try readElements(&scanner, at: node, countsRecords: false)
    case 0x22:
      let string = try scanner.string()
      if outline.valuesMax > 0 { outline.add(scanner.bytes.copy(string.range), to: node) }
    case 0x2D, 0x30...0x39:
      let range = try scanner.number()
      if outline.valuesMax > 0 {
        outline.add(scanner.bytes.copy(range), isNumber: true, to: node)
      }
    default: try scanner.skipValue()
    }
  }

  private mutating func readElements(
    _ scanner: inout JSONScanner, at node: Int, countsRecords: Bool
  ) throws(JSONFault) {
    guard try scanner.beginArray() else { return }
    repeat {
      try readValue(&scanner, at: node)
      if countsRecords { outline.records += 1 }
    } while try scanner.nextElement()
  }

  private mutating func readObject(_ scanner: inout JSONScanner, at node: Int) throws(JSONFault) {
    guard try scanner.beginObject() else { return }
    repeat {
      let key = try scanner.key()
      var name = scanner.bytes.copy(key.range)
      if key.hasEscapes {
        name.removeAll()
        try JSONText.appendDecoded(key.range, of: scanner.bytes, to: &name)
      }
      try readValue(&scanner, at: outline.enter(name, below: node))
    } while try scanner.nextMember()
  }
}
