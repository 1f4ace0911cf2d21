internal import BasketModel

/// Reads JSON values into a record's tree: what the trie names, everything else is checked and
/// passed over.
struct JSONTreeReader {
  let trie: PathTrie
  /// What is compared of the children's names: by trie node a run, in the order of the children.
  private let keys: [Key]
  private let runs: [Run]
  /// Values of one record beyond which it is not read.
  private static let nodesMax = 1 << 20

  /// A name as it is compared.
  private struct Key: BitwiseCopyable {
    /// The first bytes, at most eight, little-endian.
    var word: UInt64
    /// Bytes of the name.
    var count: Int
    /// The trie's node.
    var node: Int
  }

  /// The names of one object.
  private struct Run: BitwiseCopyable {
    /// In `keys`.
    var start: Int
    var count = 0
    /// One bit for each name, by `filterBit`: most keys of an export are in no path, and a bit that
    /// is not set says so at once.
    var filter: UInt64 = 0
  }

  init(trie: PathTrie) {
    self.trie = trie
    var keys: [Key] = []
    var runs: [Run] = []
    for node in trie.nodes {
      var run = Run(start: keys.count)
      for child in node.children {
        let name = trie.nodes[child].name
        let word = name.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        keys.append(Key(word: word, count: name.count, node: child))
        run.count += 1
        run.filter |= Self.filterBit(word, name.count)
      }
      runs.append(run)
    }
    self.keys = keys
    self.runs = runs
  }

  /// The bit of a name, from its first bytes and its length.
  @inline(__always)
  private static func filterBit(_ word: UInt64, _ count: Int) -> UInt64 {
    1 &<< (((word &+ UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15) >> 58)
  }

  /// Reads the value that the scanner stands at into the tree node `node`, whose names are those
  /// below `name` in the trie.
  ///
  /// - Parameters:
  ///   - copies: Whether texts are copied, because the scanner's bytes are not the buffer's.
  ///   - byte: What findings say about the place of the value where texts are copied.
  func read(
    _ scanner: inout JSONScanner, name: Int, node: Int, tree: inout RecordTree,
    decoded: inout [UInt8], copies: Bool = false, byte: Int = 0
  ) throws(JSONFault) {
    switch scanner.current {
    case 0x7B:
      try readObject(
        &scanner, name: name, node: node, tree: &tree, decoded: &decoded, copies: copies, byte: byte
      )
    case 0x22:
      let start = scanner.index
      let string = try scanner.string()
      let text = try text(of: string, scanner.bytes, &decoded, copies: copies, start: start)
      if let text { tree.setText(text, of: node) }
    case 0x2D, 0x30...0x39:
      let range = try scanner.number()
      tree.setText(
        stored(range, scanner.bytes, &decoded, copies: copies), isNumber: true, of: node)
    case 0x74, 0x66:
      let start = scanner.index
      try scanner.literal()
      tree.setText(
        stored(start..<scanner.index, scanner.bytes, &decoded, copies: copies), of: node)
    default: try scanner.skipValue()
    }
  }

  private func readObject(
    _ scanner: inout JSONScanner, name: Int, node: Int, tree: inout RecordTree,
    decoded: inout [UInt8], copies: Bool, byte: Int
  ) throws(JSONFault) {
    guard try scanner.beginObject() else { return }
    var seen: UInt64 = 0
    var expected = 0
    repeat {
      let keyStart = scanner.index
      let key = try scanner.key()
      if let place = find(key, below: name, expected: expected, scanner.bytes) {
        expected = place + 1
        if place < 64 {
          if seen >> UInt64(place) & 1 != 0 {
            throw JSONFault(reason: .repeatedKey, index: keyStart)
          }
          seen |= 1 << UInt64(place)
        }
        try readMember(
          &scanner, name: keys[runs[name].start + place].node, parent: node, tree: &tree,
          decoded: &decoded, copies: copies, byte: byte)
      } else {
        try scanner.skipValue()
      }
    } while try scanner.nextMember()
  }

  /// Reads the value of a key; the elements of an array become siblings.
  private func readMember(
    _ scanner: inout JSONScanner, name: Int, parent: Int, tree: inout RecordTree,
    decoded: inout [UInt8], copies: Bool, byte: Int
  ) throws(JSONFault) {
    guard scanner.current == 0x5B else {
      if tree.nodes.count > Self.nodesMax {
        throw JSONFault(reason: .tooManyItems, index: scanner.index)
      }
      let child = tree.add(name, to: parent, byte: copies ? byte : scanner.index)
      return try read(
        &scanner, name: name, node: child, tree: &tree, decoded: &decoded, copies: copies,
        byte: byte)
    }
    guard try scanner.beginArray() else { return }
    repeat {
      try readMember(
        &scanner, name: name, parent: parent, tree: &tree, decoded: &decoded, copies: copies,
        byte: byte)
    } while try scanner.nextElement()
  }

  /// Reads an array (or one value) as elements of a name below a node.
  func readElements(
    _ scanner: inout JSONScanner, name: Int, parent: Int, tree: inout RecordTree,
    decoded: inout [UInt8], byte: Int
  ) throws(JSONFault) {
    scanner.skipSpace()
    try readMember(
      &scanner, name: name, parent: parent, tree: &tree, decoded: &decoded, copies: true, byte: byte
    )
    try scanner.finish()
  }

  // MARK: Keys and texts

  /// The place of a key among the children of a trie node. Keys come in one order nearly always.
  @inline(__always)
  private func find(
    _ key: JSONString, below name: Int, expected: Int, _ bytes: PaddedBytes
  ) -> Int? {
    if key.hasEscapes { return findDecoded(key, below: name, bytes) }
    let run = runs[name]
    let count = key.range.count
    let unused = UInt64(truncatingIfNeeded: max(64 &- 8 &* count, 0))
    let word = count == 0 ? 0 : bytes.word(at: key.range.lowerBound) & (UInt64.max >> unused)
    guard run.filter & Self.filterBit(word, count) != 0 else { return nil }
    for offset in 0..<run.count {
      var place = expected &+ offset
      if place >= run.count { place &-= run.count }
      let known = keys[run.start &+ place]
      guard known.word == word, known.count == count else { continue }
      if count <= 8 || bytes.equal(key.range, to: trie.nodes[known.node].name) { return place }
    }
    return nil
  }

  private func findDecoded(_ key: JSONString, below name: Int, _ bytes: PaddedBytes) -> Int? {
    var text: [UInt8] = []
    do {
      try JSONText.appendDecoded(key.range, of: bytes, to: &text)
    } catch {
      return nil
    }
    return trie.nodes[name].children.firstIndex { trie.nodes[$0].name == text }
  }

  /// The text of a string; nil where it is blank.
  @inline(__always)
  private func text(
    of string: JSONString, _ bytes: PaddedBytes, _ decoded: inout [UInt8], copies: Bool, start: Int
  ) throws(JSONFault) -> TextRange? {
    if !string.hasEscapes {
      if string.range.isEmpty { return nil }
      if bytes[string.range.lowerBound] <= 0x20,
        string.range.allSatisfy({ DecimalParser.isBlank(bytes[$0]) })
      {
        return nil
      }
      return stored(string.range, bytes, &decoded, copies: copies)
    }
    let offset = decoded.count
    try JSONText.appendDecoded(string.range, of: bytes, to: &decoded)
    guard decoded[offset...].contains(where: { !DecimalParser.isBlank($0) }) else {
      decoded.removeLast(decoded.count - offset)
      return nil
    }
    return .decoded(offset: offset, count: decoded.count - offset)
  }

  @inline(__always)
  private func stored(
    _ range: Range<Int>, _ bytes: PaddedBytes, _ decoded: inout [UInt8], copies: Bool
  ) -> TextRange {
    guard copies else { return .inBuffer(offset: range.lowerBound, count: range.count) }
    let offset = decoded.count
    bytes.append(range, to: &decoded)
    return .decoded(offset: offset, count: range.count)
  }
}
