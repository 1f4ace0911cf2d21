internal import BasketModel
internal import ExportProfiles

/// Reads the start of an XML document, up to and with the start tag of the records' parent.
struct XMLPreamble {
  private let layout: NestedLayout
  private let limits: ReadLimits

  init(_ layout: NestedLayout, limits: ReadLimits) {
    self.layout = layout
    self.limits = limits
  }

  /// What the first bytes say.
  enum Result {
    /// The preamble goes on behind these bytes.
    case needsMore
    /// The records begin at `contentStart`, bytes from 0.
    case ready(XMLDocument, contentStart: Int)
    /// The export cannot be read.
    case finished([Finding])
  }

  /// Reads the preamble from the first bytes of the export; nothing is remembered between calls.
  ///
  /// - Complexity: O(length of the preamble), and one copy of `bytes`.
  func read(_ bytes: PaddedBytes, isEnd: Bool) -> Result {
    let path = layout.recordPath.map { Array($0.utf8) }
    guard path.count > 1, path.allSatisfy({ !$0.isEmpty }) else {
      return unreadable("the profile's record path must name a root and a record element")
    }
    let start = hasByteOrderMark(bytes) ? 3 : 0
    if bytes.count == start
      || (start..<bytes.count).allSatisfy({ DecimalParser.isBlank(bytes[$0]) })
    {
      guard isEnd else { return needsMore(bytes) }
      return .finished([.export(.emptyInput, "the document is empty")])
    }
    if hasDoctype(bytes, from: start) { return unreadable(Self.doctypeReason) }
    let window = start..<min(bytes.count, limits.preambleBytesMax)
    let scanner = XMLRecordScanner(recordName: path[path.count - 1], parentName: path[0])
    let overfull = scanner.overfullTag(
      in: bytes, window, attributeMax: limits.attributeCountMax)
    let ancestors = Array(path.dropLast())
    let parser = XMLOutlineParser(path: ancestors, stopsAtEnd: true, limits: limits)
    parser.parse(bytes, start..<(overfull ?? window.upperBound))
    let outcome = parser.outcome
    if let place = outcome.reachedAt {
      return ready(bytes, ancestors, place: place + start, tags: outcome.tagEnds.map { $0 + start })
    }
    if let fault = outcome.fault {
      return unreadable(outcome.hasDoctype ? Self.doctypeReason : fault)
    }
    if outcome.isRootClosed {
      return unreadable("the root element holds no \(name(ancestors))")
    }
    if overfull != nil {
      return unreadable("more than \(limits.attributeCountMax) attributes in one element")
    }
    guard isEnd else { return needsMore(bytes) }
    return .finished([
      .export(.truncatedInput, "the document ends before the start tag of \(name(ancestors))")
    ])
  }

  private static let doctypeReason =
    "the document has a DOCTYPE, which is never read because it can alter data; export without it"

  private func unreadable(_ reason: String) -> Result {
    .finished([.export(.unreadableInput, reason)])
  }

  private func needsMore(_ bytes: PaddedBytes) -> Result {
    guard bytes.count >= limits.preambleBytesMax else { return .needsMore }
    return unreadable(
      "no record's parent element begins in the first \(limits.preambleBytesMax) bytes")
  }

  private func name(_ ancestors: [[UInt8]]) -> String {
    "<\(String(decoding: ancestors.last ?? [], as: UTF8.self))>"
  }

  private func hasByteOrderMark(_ bytes: PaddedBytes) -> Bool {
    bytes.count >= 3 && bytes.equal(0..<3, to: [0xEF, 0xBB, 0xBF])
  }

  /// Whether a DOCTYPE or another declaration comes before the root element.
  private func hasDoctype(_ bytes: PaddedBytes, from start: Int) -> Bool {
    // No element can have an empty name, so the scanner finds declarations only.
    var scanner = XMLRecordScanner(recordName: [0], parentName: [0])
    var root = start
    while let open = firstOpen(bytes, from: root) {
      let next = bytes[open + 1]
      if next != 0x21, next != 0x3F {
        root = open
        break
      }
      let event = scanner.next(in: bytes, from: open, close: Int.max, isEnd: false)
      if case .declaration(let at) = event, at == open { return true }
      guard let end = endOfMisc(bytes, open) else { return false }
      root = end
    }
    return false
  }

  private func firstOpen(_ bytes: PaddedBytes, from start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    let open = bytes.first(0x3C, in: start..<bytes.count)
    return open < bytes.count ? open : nil
  }

  /// The index after a comment or processing instruction; nil when it is not closed.
  private func endOfMisc(_ bytes: PaddedBytes, _ open: Int) -> Int? {
    let isComment = bytes[open + 1] == 0x21
    var index = open + 2
    while index < bytes.count {
      index = bytes.first(0x3E, in: index..<bytes.count)
      guard index < bytes.count else { return nil }
      let isClosed =
        isComment
        ? index >= open + 6 && bytes[index - 1] == 0x2D && bytes[index - 2] == 0x2D
        : bytes[index - 1] == 0x3F
      index += 1
      if isClosed { return index }
    }
    return nil
  }

  private func ready(
    _ bytes: PaddedBytes, _ ancestors: [[UInt8]], place: Int, tags: [Int]
  ) -> Result {
    let isEmpty = bytes[place] == 0x2F
    var startTags: [UInt8] = []
    for end in tags {
      let open = bytes.last(0x3C, in: 0..<end) ?? end
      bytes.append(open..<end, to: &startTags)
      startTags.append(0x3E)
    }
    if isEmpty {
      let tag = bytes.last(0x3C, in: 0..<place) ?? place
      let nameEnd = (tag..<place).first { DecimalParser.isBlank(bytes[$0]) } ?? place
      startTags += [0x3C, 0x2F]
      bytes.append(tag + 1..<nameEnd, to: &startTags)
      startTags.append(0x3E)
    }
    let recordName = Array((layout.recordPath.last ?? "").utf8)
    let document = XMLDocument(
      startTags: startTags, ancestors: ancestors, recordName: recordName,
      plan: XMLPlan(NestedPlan(layout), recordName: recordName), limits: limits, isEmpty: isEmpty)
    return .ready(document, contentStart: place + (isEmpty ? 2 : 1))
  }
}
