internal import BasketModel
internal import ExportProfiles

/// Finds the lines of a JSON Lines export whose orders and children are scattered, and what they
/// refer to.
///
/// A line that cannot be read belongs to its parent, if that can be read.
struct LinePieceReader {
  private let limits: ReadLimits
  private let hashKey: KeyedHash.Key
  private let keys: FamilyKeys

  init?(plan: JSONMapping, limits: ReadLimits, hashKey: KeyedHash.Key) {
    guard let children = plan.children else { return nil }
    self.limits = limits
    self.hashKey = hashKey
    keys = FamilyKeys(children)
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
          found.note(.endsInsideValue)
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
    var scanner = JSONScanner(
      bytes, from: first, depthMax: limits.nestingDepthMax, lineFeedIsSpace: false)
    var references = FamilyReferences()
    var isBroken = false
    // Whoever reads the line says what is wrong with it.
    do throws(JSONFault) { try keys.read(&scanner, into: &references) } catch { isBroken = true }
    if let parent = references.parent {
      piece.key = hash(bytes, parent)
      piece.isHead = false
    } else if isBroken {
      return piece
    }
    if let id = references.id {
      piece.id = hash(bytes, id)
      if piece.isHead { piece.key = piece.id }
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
