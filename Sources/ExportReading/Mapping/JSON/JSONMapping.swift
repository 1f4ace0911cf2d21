internal import BasketModel
internal import ExportProfiles

/// A mapping compiled for JSON exports.
struct JSONMapping: Sendable {
  let mapping: MappingPlan
  let tolerance: Tolerance
  /// Keys from a line to the object that is its order, one path after the other; none where lines
  /// are orders.
  let wrappers: [Wrapper]
  let children: ChildLines?
  /// The trie's node of child lines.
  let childName: Int?

  /// Where an order may be inside a line.
  struct Wrapper: Sendable {
    let keys: [[UInt8]]
    /// The trie's node of the first key: a record whose tree lacks it is not wrapped so.
    let firstName: Int
  }

  init(_ mapping: RecordMapping) {
    var trie = PathTrie()
    children = mapping.children
    childName = mapping.children.map {
      trie.node(Array($0.name.utf8), below: PathTrie.root)
    }
    wrappers = mapping.recordPaths.compactMap { path in
      let keys = path.names.map { Array($0.utf8) }
      return keys.first.map {
        Wrapper(keys: keys, firstName: trie.node($0, below: PathTrie.root))
      }
    }
    self.mapping = MappingPlan(mapping, trie: trie)
    tolerance = mapping.tolerance
  }
}

/// What stands before the orders of a JSON export.
struct JSONMappingPreamble {
  let mapping: RecordMapping
  let limits: ReadLimits

  /// Whether the export is a document that holds an array of orders, or has one order for each
  /// line.
  func preamble(_ bytes: PaddedBytes, from start: Int, isEnd: Bool) -> ExportStreamFormat.Preamble {
    let plan = JSONMapping(mapping)
    var index = start
    while index < bytes.count, DecimalParser.isBlank(bytes[index]) { index += 1 }
    guard index < bytes.count else { return isEnd ? .finished([]) : .needsMore }
    var cutter = RecordCutter(LineCutter())
    if mapping.children?.order == .adjacent { cutter = RecordCutter(ParentLineCutter(plan)) }
    let lines = ExportStreamFormat.Preamble.ready(
      start: start, blankLines: 0, .mappedLines(plan), cutter)
    if mapping.children != nil {
      return isDocument(bytes, from: index) ? .finished([Self.documentFinding]) : lines
    }
    let arrays = JSONArrayStart(
      paths: mapping.recordPaths, depthMax: limits.nestingDepthMax)
    switch arrays.find(bytes, from: index, isEnd: isEnd) {
    case .needsMore: return .needsMore
    case .none:
      guard let isWhole = firstLineIsWhole(bytes, from: index, isEnd: isEnd) else {
        return .needsMore
      }
      if isWhole { return lines }
      return .ready(
        start: start, blankLines: 0, .mappedDocument(plan, isSequence: true),
        RecordCutter(JSONArrayCutter(depth: 0, isSequence: true, limits: limits)))
    case .found(let place, let depth):
      return .ready(
        start: place, blankLines: 0, .mappedDocument(plan, isSequence: false),
        RecordCutter(JSONArrayCutter(depth: depth, arrays: arrays, limits: limits)))
    }
  }

  private static let documentFinding = Finding.export(
    .unreadableInput,
    "the export is one JSON document, and the profile is for objects of one line each")

  /// Whether there is a list, or an object over several lines: its second line, as far as that is
  /// in sight, begins none.
  private func isDocument(_ bytes: PaddedBytes, from index: Int) -> Bool {
    if bytes[index] == 0x5B { return true }
    guard bytes[index] == 0x7B else { return false }
    let end = bytes.first(0x0A, in: index..<bytes.count)
    var next = end
    while next < bytes.count, DecimalParser.isBlank(bytes[next]) { next += 1 }
    guard next < bytes.count, bytes[next] != 0x7B else { return false }
    var scanner = JSONScanner(
      bytes, from: index, depthMax: limits.nestingDepthMax, lineFeedIsSpace: false)
    do throws(JSONFault) {
      try scanner.skipValue()
      return false
    } catch {
      return error.index >= end
    }
  }

  /// Whether the first line is not an object that goes on in the next line; nil where more bytes
  /// are needed to tell.
  private func firstLineIsWhole(_ bytes: PaddedBytes, from index: Int, isEnd: Bool) -> Bool? {
    let end = bytes.first(0x0A, in: index..<bytes.count)
    if end == bytes.count, !isEnd, bytes.count < limits.preambleBytesMax { return nil }
    var scanner = JSONScanner(
      bytes, from: index, depthMax: limits.nestingDepthMax, lineFeedIsSpace: false)
    do throws(JSONFault) {
      try scanner.skipValue()
      return true
    } catch {
      return error.index < end || end == bytes.count
    }
  }
}

/// Goes to a value inside objects.
enum JSONDescent {
  /// Moves the scanner from a value to the one at a path of keys; false where there is none.
  static func find(_ keys: [[UInt8]], _ scanner: inout JSONScanner) throws(JSONFault) -> Bool {
    for key in keys {
      scanner.skipSpace()
      guard scanner.current == 0x7B, try enter(key, &scanner) else { return false }
    }
    return true
  }

  /// Moves the scanner from an object to the value of one of its keys.
  private static func enter(
    _ wanted: [UInt8], _ scanner: inout JSONScanner
  ) throws(JSONFault) -> Bool {
    guard try scanner.beginObject() else { return false }
    repeat {
      let key = try scanner.key()
      if scanner.bytes.equal(key.range, to: wanted) { return true }
      try scanner.skipValue()
    } while try scanner.nextMember()
    return false
  }
}
