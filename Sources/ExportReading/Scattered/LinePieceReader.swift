internal import BasketModel
internal import ExportProfiles

/// Finds the lines of a JSON Lines export whose orders and children are scattered, and what they
/// refer to.
///
/// A line that cannot be read belongs to its parent, if that can be read.
struct LinePieceReader {
  private let limits: ReadLimits
  private let hashKey: KeyedHash.Key
  private let parentKey: [[UInt8]]
  private let idKey: [[UInt8]]

  init?(plan: JSONMapping, limits: ReadLimits, hashKey: KeyedHash.Key) {
    guard let children = plan.children else { return nil }
    self.limits = limits
    self.hashKey = hashKey
    parentKey = [Array(children.parentKey.utf8)]
    idKey = [Array(children.idKey.utf8)]
  }

  func read(_ bytes: PaddedBytes, isLast: Bool, into found: inout FoundPieces) {
    var start = 0
    var line = 0
    while start < bytes.count {
      let end = bytes.first(0x0A, in: start..<bytes.count)
      let next = min(end + 1, bytes.count)
      var first = start
      while first < end, DecimalParser.isBlank(bytes[first]) { first += 1 }
      if first == end {
        found.addBlankLine()
      } else {
        found.add(piece(bytes, first: first, start..<next, line: line))
        if isLast, end == bytes.count, isCut(bytes, from: start) {
          found.note(.export(.truncatedInput, "the last record ends inside a value"))
        }
      }
      line += 1
      start = next
    }
    found.count(lines: line)
  }

  private func piece(
    _ bytes: PaddedBytes, first: Int, _ range: Range<Int>, line: Int
  ) -> FoundPiece {
    var piece = FoundPiece(range: range, line: line, key: nil, id: nil, isHead: true)
    do throws(JSONFault) {
      guard bytes[first] == 0x7B else { return piece }
      let scanner = JSONScanner(
        bytes, from: first, depthMax: limits.nestingDepthMax, lineFeedIsSpace: false)
      if let parent = try JSONReference.text(of: parentKey, scanner) {
        piece.key = hash(bytes, parent)
        piece.isHead = false
      }
      if let id = try JSONReference.text(of: idKey, scanner) {
        piece.id = hash(bytes, id)
        if piece.isHead { piece.key = piece.id }
      }
    } catch {
      // Whoever reads the line says what is wrong with it.
    }
    return piece
  }

  private func hash(_ bytes: PaddedBytes, _ range: Range<Int>) -> KeyedHash.Value {
    bytes.withSpan(range) { KeyedHash.value(of: $0, key: hashKey) }
  }

  private func isCut(_ bytes: PaddedBytes, from start: Int) -> Bool {
    var scanner = JSONScanner(
      bytes, from: start, depthMax: limits.nestingDepthMax, lineFeedIsSpace: false)
    do throws(JSONFault) {
      scanner.skipSpace()
      try scanner.skipValue()
      return false
    } catch {
      return error.index >= bytes.count
    }
  }
}

/// The texts by which lines refer to each other.
enum JSONReference {
  /// The text at a path of keys of the object that the scanner stands at: a string as it is
  /// written, or a number; nil where there is none.
  static func text(
    of keys: [[UInt8]], _ scanner: JSONScanner
  ) throws(JSONFault) -> Range<Int>? {
    var scanner = scanner
    guard try JSONDescent.find(keys, &scanner) else { return nil }
    if scanner.current == 0x22 { return try scanner.string().range }
    let start = scanner.index
    guard scanner.current &- 0x30 < 10 else { return nil }
    _ = try scanner.number()
    return start..<scanner.index
  }
}
