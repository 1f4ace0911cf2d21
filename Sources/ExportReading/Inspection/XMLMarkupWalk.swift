/// The tags and texts of XML, one after the other, without any check: for looking at documents
/// whose reading is left to the readers.
struct XMLMarkupWalk {
  /// What stands at a place. Bytes are from 0.
  enum Event {
    /// A start tag, with the local name.
    case open(name: [UInt8], byte: Int)
    /// An attribute of the element that was opened last; namespace declarations are left out.
    case attribute(name: [UInt8], value: ArraySlice<UInt8>, byte: Int)
    case text(ArraySlice<UInt8>)
    /// An end tag, or the end of an empty element.
    case close
  }

  let bytes: [UInt8]
  private(set) var index = 0
  /// Events of a start tag that are still to be given, the last one first.
  private var pending: [Event] = []
  /// Whether a tag was met that is none.
  private(set) var hasFault = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The next event; nil at the end, and where a tag does not end.
  mutating func next() -> Event? {
    while true {
      if let event = pending.popLast() { return event }
      guard index < bytes.count else { return nil }
      guard bytes[index] == 0x3C else {
        let end = bytes[index...].firstIndex(of: 0x3C) ?? bytes.count
        defer { index = end }
        return .text(bytes[index..<end])
      }
      if stands("<![CDATA[") {
        guard let end = end(of: "]]>") else { return stop() }
        defer { index = end }
        return .text(bytes[index + 9..<end - 3])
      }
      if stands("<!--") {
        guard let end = end(of: "-->") else { return stop() }
        index = end
      } else if stands("<?") {
        guard let end = end(of: "?>") else { return stop() }
        index = end
      } else if stands("<!") {
        guard let end = tagEnd() else { return stop() }
        index = end
      } else {
        guard let end = tagEnd() else { return stop() }
        readTag(index + 1..<end - 1)
        index = end
      }
    }
  }

  private mutating func stop() -> Event? {
    index = bytes.count
    return nil
  }

  private func stands(_ text: StaticString) -> Bool {
    bytes[index...].starts(with: Array("\(text)".utf8))
  }

  /// Behind the first such text.
  private func end(of text: StaticString) -> Int? {
    let mark = Array("\(text)".utf8)
    var place = index
    while place + mark.count <= bytes.count {
      if bytes[place] == mark[0], bytes[place...].starts(with: mark) { return place + mark.count }
      place += 1
    }
    return nil
  }

  /// Behind the `>` of the tag, which may have others in its attributes.
  private func tagEnd() -> Int? {
    var quote: UInt8?
    for place in index..<bytes.count {
      let byte = bytes[place]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == 0x22 || byte == 0x27 {
        quote = byte
      } else if byte == 0x3E {
        return place + 1
      }
    }
    return nil
  }

  private mutating func readTag(_ range: Range<Int>) {
    guard let first = range.first else { return hasFault = true }
    if bytes[first] == 0x2F { return pending.append(.close) }
    let isEmpty = bytes[range.upperBound - 1] == 0x2F
    let content = bytes[range.lowerBound..<range.upperBound - (isEmpty ? 1 : 0)]
    let name = content.prefix { !DecimalParser.isBlank($0) }
    var events = [Event.open(name: Self.localName(name), byte: first - 1)]
    var rest = content[name.endIndex...]
    while let start = rest.firstIndex(where: { !DecimalParser.isBlank($0) }) {
      guard let equals = rest[start...].firstIndex(of: 0x3D),
        let opening = rest[(equals + 1)...].firstIndex(where: { !DecimalParser.isBlank($0) }),
        rest[opening] == 0x22 || rest[opening] == 0x27,
        let closing = rest[(opening + 1)...].firstIndex(of: rest[opening])
      else {
        hasFault = true
        break
      }
      let name = rest[start..<equals].prefix { !DecimalParser.isBlank($0) }
      if !name.elementsEqual("xmlns".utf8), !name.starts(with: "xmlns:".utf8) {
        events.append(
          .attribute(
            name: Self.localName(name), value: bytes[opening + 1..<closing], byte: opening + 1))
      }
      rest = rest[(closing + 1)...]
    }
    if isEmpty { events.append(.close) }
    pending = events.reversed()
  }

  private static func localName(_ name: ArraySlice<UInt8>) -> [UInt8] {
    Array(name.lastIndex(of: 0x3A).map { name[($0 + 1)...] } ?? name)
  }
}

/// Collects the elements and attributes of an XML document.
struct XMLOutlineReader {
  private(set) var outline: ExportOutline

  init(valuesMax: Int) {
    outline = ExportOutline(valuesMax: valuesMax)
  }

  /// Reads a text as far as it has tags.
  mutating func read(_ text: [UInt8]) {
    var walk = XMLMarkupWalk(text)
    var open: [Int] = []
    /// How often each child came, by the element that is open.
    var seen: [[Int: Int]] = [[:]]
    while let event = walk.next() {
      switch event {
      case .open(let name, _):
        guard open.count < ReadLimits.standard.nestingDepthMax else { return }
        let node = outline.enter(name, below: open.last ?? ExportOutline.root)
        let count = (seen[seen.count - 1][node] ?? 0) + 1
        seen[seen.count - 1][node] = count
        if count == 2 { outline.markList(node) }
        open.append(node)
        seen.append([:])
      case .attribute(let name, let value, _):
        guard let last = open.last else { continue }
        outline.add(value, to: outline.enter([0x40] + name, below: last, isAttribute: true))
      case .text(let text):
        if let last = open.last, seen[seen.count - 1].isEmpty { outline.add(text, to: last) }
      case .close:
        guard open.popLast() != nil else {
          outline.hasFaults = true
          return
        }
        seen.removeLast()
        if open.count == 1 { outline.records += 1 }
      }
    }
    if walk.hasFault { outline.hasFaults = true }
  }
}
