/// The lexical rule for where records begin and end in the content of an XML document.
///
/// Every start tag of the record element's local name, with any prefix or none, begins a record,
/// wherever it stands outside a comment, a CDATA section and a processing instruction: records do
/// not nest. So one missing end tag cannot hide the orders after it, and neither the size of a
/// buffer nor the bytes before a record matter. A comment, CDATA section or processing instruction
/// that is not closed (before the index given, at most) is taken for plain text. The cutter and the
/// reader share this rule. Everything else is left to the parser.
///
/// One scanner is for the same bytes until `begin`.
struct XMLRecordScanner: Sendable {
  let recordName: [UInt8]
  let parentName: [UInt8]
  private let recordFirst: UInt8
  private let parentFirst: UInt8
  private var closers = XMLClosers()

  /// - Precondition: Neither name is empty.
  init(recordName: [UInt8], parentName: [UInt8]) {
    self.recordName = recordName
    self.parentName = parentName
    recordFirst = recordName.first ?? 0x3C
    parentFirst = parentName.first ?? 0x3C
  }

  /// What the scanner stops at.
  enum Event: Equatable {
    /// A record's start tag at `at`; its name ends before `nameEnd`.
    case recordStart(at: Int, nameEnd: Int)
    /// A record's end tag.
    case recordEnd(at: Int)
    /// An end tag with the name of the record's parent.
    case parentEnd(at: Int)
    /// A DOCTYPE or another markup declaration, which no content may hold.
    case declaration(at: Int)
    /// Markup that needs bytes after the last one to be judged.
    case incomplete(at: Int)
    /// Nothing more; comments and the like are passed up to `from`.
    case none(from: Int)

    /// Where scanning goes on after the event.
    var next: Int {
      switch self {
      case .recordStart(_, let nameEnd): nameEnd
      case .recordEnd(let at), .parentEnd(let at), .declaration(let at): at + 2
      case .incomplete(let at): at
      case .none(let from): from
      }
    }
  }

  /// Goes to other bytes.
  mutating func begin() { closers = XMLClosers() }

  /// The first event from `start` on.
  ///
  /// - Parameters:
  ///   - close: A comment, CDATA section or processing instruction must be closed before this
  ///     index.
  ///   - isEnd: Whether nothing follows `bytes`.
  /// - Complexity: O(bytes passed).
  mutating func next(in bytes: PaddedBytes, from start: Int, close: Int, isEnd: Bool) -> Event {
    var from = start
    var block = start
    while block < bytes.count {
      var hits = candidates(bytes, block)
      while hits != 0 {
        let hit = block &+ hits.trailingZeroBitCount
        hits &= hits &- 1
        if hit < from { continue }
        switch judge(bytes, hit, floor: from, close: close, isEnd: isEnd) {
        case .event(let event): return event
        case .plain: break
        case .skip(let end): from = end
        }
      }
      block &+= 64
      if block < from { block = from }
    }
    return .none(from: from)
  }

  /// The first record start tag after `start`, a record start tag or the content before it; nil
  /// when there is none in `bytes`.
  ///
  /// - Parameter recordBytesMax: Comments and the like that are not closed by then do not count.
  mutating func recordStart(after start: Int, in bytes: PaddedBytes, recordBytesMax: Int) -> Int? {
    var from = max(start, 0)
    while true {
      let event = next(in: bytes, from: from, close: start + recordBytesMax, isEnd: true)
      if case .recordStart(let at, _) = event, at > start { return at }
      if case .none = event { return nil }
      from = event.next
    }
  }

  // MARK: Candidates

  /// One bit for each of 64 bytes that may be the last one before a name or before `!` or `?`.
  @inline(__always)
  private func candidates(_ bytes: PaddedBytes, _ block: Int) -> UInt64 {
    let open = bytes.equal64(at: block, to: 0x3C)
    let beforeName = open | bytes.equal64(at: block, to: 0x2F) | bytes.equal64(at: block, to: 0x3A)
    var first = bytes.equal64(at: block &+ 1, to: recordFirst)
    if parentFirst != recordFirst { first |= bytes.equal64(at: block &+ 1, to: parentFirst) }
    let special = bytes.equal64(at: block &+ 1, to: 0x21) | bytes.equal64(at: block &+ 1, to: 0x3F)
    return beforeName & first | open & special
  }

  private enum Judgement {
    case event(Event)
    case plain
    case skip(Int)
  }

  @inline(__always)
  private mutating func judge(
    _ bytes: PaddedBytes, _ hit: Int, floor: Int, close: Int, isEnd: Bool
  ) -> Judgement {
    if bytes[hit] == 0x3C {
      switch bytes[hit &+ 1] {
      case 0x21: return judgeDeclaration(bytes, hit, close: close, isEnd: isEnd)
      case 0x3F: return skip(.instruction, bytes, hit, close: close, isEnd: isEnd)
      default: return judgeTag(bytes, hit, name: hit &+ 1, isEndTag: false, isEnd: isEnd)
      }
    }
    if bytes[hit] == 0x2F {
      guard hit > floor, bytes[hit &- 1] == 0x3C else { return .plain }
      return judgeTag(bytes, hit &- 1, name: hit &+ 1, isEndTag: true, isEnd: isEnd)
    }
    return judgePrefixed(bytes, hit, floor: floor, isEnd: isEnd)
  }

  /// A colon before a name: looks back for the tag that it may belong to.
  @inline(never)
  private func judgePrefixed(
    _ bytes: PaddedBytes, _ colon: Int, floor: Int, isEnd: Bool
  ) -> Judgement {
    var index = colon - 1
    while index >= floor, isNameByte(bytes[index]) { index -= 1 }
    guard index >= floor, index < colon - 1 else { return .plain }
    if bytes[index] == 0x3C {
      return judgeTag(bytes, index, name: colon + 1, isEndTag: false, isEnd: isEnd)
    }
    guard bytes[index] == 0x2F, index > floor, bytes[index - 1] == 0x3C else { return .plain }
    return judgeTag(bytes, index - 1, name: colon + 1, isEndTag: true, isEnd: isEnd)
  }

  @inline(__always)
  private func judgeTag(
    _ bytes: PaddedBytes, _ at: Int, name: Int, isEndTag: Bool, isEnd: Bool
  ) -> Judgement {
    let isRecord = match(bytes, name, recordName, isEnd: isEnd)
    if isRecord == .yes {
      if isEndTag { return .event(.recordEnd(at: at)) }
      return .event(.recordStart(at: at, nameEnd: name &+ recordName.count))
    }
    let isParent = isEndTag ? match(bytes, name, parentName, isEnd: isEnd) : .no
    if isParent == .yes { return .event(.parentEnd(at: at)) }
    return isRecord == .unknown || isParent == .unknown ? .event(.incomplete(at: at)) : .plain
  }

  enum Match { case yes, no, unknown }

  /// Whether `name` stands at `start`, with a delimiter behind it.
  @inline(__always)
  func match(_ bytes: PaddedBytes, _ start: Int, _ name: [UInt8], isEnd: Bool) -> Match {
    var index = start
    for byte in name {
      if bytes[index] != byte { return index >= bytes.count && !isEnd ? .unknown : .no }
      index &+= 1
    }
    if index >= bytes.count { return isEnd ? .no : .unknown }
    switch bytes[index] {
    case 0x20, 0x09, 0x0A, 0x0D, 0x2F, 0x3E: return .yes
    default: return .no
    }
  }

  // MARK: Comments, CDATA sections, processing instructions

  @inline(never)
  private mutating func judgeDeclaration(
    _ bytes: PaddedBytes, _ at: Int, close: Int, isEnd: Bool
  ) -> Judgement {
    let next = bytes[at + 2]
    if (next | 0x20) >= 0x61, (next | 0x20) <= 0x7A { return .event(.declaration(at: at)) }
    for kind in [XMLClosers.Kind.comment, .section] {
      switch Self.starts(bytes, at, with: kind.opener) {
      case .yes: return skip(kind, bytes, at, close: close, isEnd: isEnd)
      case .unknown: return isEnd ? .plain : .event(.incomplete(at: at))
      case .no: break
      }
    }
    return .plain
  }

  /// Whether a text stands at `at`.
  static func starts(_ bytes: PaddedBytes, _ at: Int, with text: StaticString) -> Match {
    text.withUTF8Buffer { buffer in
      for offset in 0..<buffer.count {
        if at + offset >= bytes.count { return .unknown }
        if unsafe bytes[at + offset] != buffer[offset] { return .no }
      }
      return .yes
    }
  }

  @inline(never)
  private mutating func skip(
    _ kind: XMLClosers.Kind, _ bytes: PaddedBytes, _ at: Int, close: Int, isEnd: Bool
  ) -> Judgement {
    let end = closers.first(kind, bytes, after: at, before: min(close, bytes.count))
    if let end { return .skip(end + 1) }
    // Not closed in time: plain text, if no byte to come can change that.
    return isEnd || bytes.count >= close ? .plain : .event(.incomplete(at: at))
  }

  func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x2D, 0x2E, 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A, 0x80...0xFF: true
    default: false
    }
  }
}
