internal import BasketModel

/// Ends the buffers of an XML document at record start tags, by `XMLRecordScanner`'s rule.
///
/// Runs on one task over every byte of the export. Works forward and remembers how far it came, so
/// a record that needs many reads is not scanned again from its start.
struct XMLCutter {
  /// What is wrong with the document as a whole; at most one, together with `.end`.
  private(set) var findings: [Finding] = []
  /// Whether the bytes before the last cut stand after the records: to be counted, not to be read.
  private(set) var isPastRecords = false
  private let document: XMLDocument
  private var scanner: XMLRecordScanner
  /// How far `bytes` is scanned, from the last cut.
  private var scanned = 0
  /// The last record start tag seen since the last cut.
  private var lastStart: Int?
  /// The last end tag of the record's parent since that record start.
  private var parentEnd: Int?
  /// Whether a record is open: begun and not ended, lexically.
  private var isInRecord = false
  /// Takes over after the parent's end tag.
  private var ending: XMLEnding?

  init(_ document: XMLDocument) {
    self.document = document
    scanner = document.scanner
    if document.isEmpty { ending = XMLEnding(document) }
  }

  /// Finds where to end the buffer.
  ///
  /// - Parameters:
  ///   - bytes: The bytes from the last cut on (the first time: from the content of the
  ///     record's parent).
  ///   - isEnd: Whether nothing follows them.
  /// - Complexity: O(new bytes).
  mutating func cut(_ bytes: PaddedBytes, isEnd: Bool) -> Cut {
    if let ending { return cutAfterRecords(ending, bytes, isEnd: isEnd) }
    scanner.begin()
    if !isEnd, scanned == 0, lastStart == nil, let start = scanner.lastRecordStart(in: bytes),
      start > 0
    {
      return .at(start)
    }
    while true {
      let close = (lastStart ?? 0) + document.limits.recordBytesMax
      let event = scanner.next(in: bytes, from: scanned, close: close, isEnd: isEnd)
      switch event {
      case .recordStart(let at, let nameEnd):
        lastStart = at
        parentEnd = nil
        guard enterRecord(bytes, nameEnd: nameEnd, isEnd: isEnd) else {
          return pause(bytes, at: at)
        }
        continue
      case .recordEnd: isInRecord = false
      case .parentEnd(let at):
        parentEnd = at
        if !isInRecord { return endRecords(bytes, at: at, isEnd: isEnd) }
      case .declaration(let at):
        findings = [
          .export(
            .unreadableInput, "a DOCTYPE or another declaration (`<!…`) stands among the records")
        ]
        return .end(at: at)
      case .incomplete(let at): return pause(bytes, at: at)
      case .none(let from):
        scanned = from
        return isEnd ? endWithoutEndTag(bytes) : pause(bytes, at: lastOpen(bytes))
      }
      scanned = event.next
    }
  }

  /// Reads on to the end of a record's start tag; false when more bytes are needed for that.
  private mutating func enterRecord(_ bytes: PaddedBytes, nameEnd: Int, isEnd: Bool) -> Bool {
    switch scanner.tagEnd(in: bytes, from: nameEnd) {
    case .closed(let isEmptyElement, let next):
      isInRecord = !isEmptyElement
      scanned = next
    case .broken(let at):
      isInRecord = true
      scanned = at
    case .incomplete:
      guard isEnd else { return false }
      isInRecord = true
      scanned = nameEnd
    }
    return true
  }

  /// The last `<` that is not judged yet: markup may go on behind the last byte.
  private func lastOpen(_ bytes: PaddedBytes) -> Int {
    let from = min(scanned, bytes.count)
    return bytes.last(0x3C, in: from..<bytes.count) ?? bytes.count
  }

  /// Cuts at the last record start tag, or asks for more and remembers `at`.
  private mutating func pause(_ bytes: PaddedBytes, at: Int) -> Cut {
    guard let start = lastStart, start > 0 else {
      scanned = at
      return .needsMore
    }
    forget()
    return .at(start)
  }

  private mutating func forget() {
    scanned = 0
    lastStart = nil
    parentEnd = nil
    isInRecord = false
  }

  // MARK: The end

  /// The parent's end tag stands at `at`, outside any record.
  private mutating func endRecords(_ bytes: PaddedBytes, at: Int, isEnd: Bool) -> Cut {
    let ending = XMLEnding(document)
    guard isEnd || at == 0 else {
      forget()
      self.ending = ending
      return .at(at)
    }
    if at == 0 {
      self.ending = ending
      return cutAfterRecords(ending, bytes, isEnd: isEnd)
    }
    ending.take(bytes, at..<bytes.count)
    if let finding = ending.verdict() { findings = [finding] }
    return .end(at: at)
  }

  private mutating func cutAfterRecords(
    _ ending: XMLEnding, _ bytes: PaddedBytes, isEnd: Bool
  ) -> Cut {
    isPastRecords = true
    ending.take(bytes, 0..<bytes.count)
    if let finding = isEnd ? ending.verdict() : ending.fault {
      findings = [finding]
      return .end(at: 0)
    }
    if isEnd { return .end(at: 0) }
    return bytes.count > 0 ? .at(bytes.count) : .needsMore
  }

  /// The document ends and no end tag of the parent was seen outside a record.
  private mutating func endWithoutEndTag(_ bytes: PaddedBytes) -> Cut {
    // The last record may lack its end tag; the document is whole if all its ancestors have theirs.
    if let parentEnd {
      let ending = XMLEnding(document)
      ending.take(bytes, parentEnd..<bytes.count)
      if ending.verdict() == nil { return .end(at: parentEnd) }
    }
    findings = [truncation]
    return .end(at: isInRecord ? bytes.count : endOfWholeMarkup(bytes))
  }

  private var truncation: Finding {
    .export(
      .truncatedInput, "the document ends before the end tag of its element \(document.parentTag)")
  }

  /// Where markup begins that the document's end cuts off; the end when there is none.
  private func endOfWholeMarkup(_ bytes: PaddedBytes) -> Int {
    let from = min(scanned, bytes.count)
    guard let open = bytes.last(0x3C, in: from..<bytes.count),
      bytes.first(0x3E, in: open..<bytes.count) == bytes.count
    else { return bytes.count }
    return open
  }

  // MARK: Oversized records

  /// How far an oversized record reaches: up to the next record start tag, to a declaration, which
  /// `cut` then judges, or to the end of the records.
  ///
  /// Comments, CDATA sections and processing instructions count if they are closed within the
  /// record limit; beyond it every record start tag counts.
  mutating func skip(_ bytes: PaddedBytes, isFirst: Bool, isEnd: Bool) -> OversizedSkip {
    forget()
    scanner.begin()
    // The first bytes begin with the record's own start tag.
    let first = isFirst ? 1 : 0
    let judged = isEnd ? bytes.count : resumable(bytes)
    let close = first - 1 + document.limits.recordBytesMax
    var parentEnd: Int?
    var from = 0
    while true {
      let event = scanner.next(in: bytes, from: from, close: close, isEnd: true)
      switch event {
      case .recordStart(let at, _) where at >= first: return OversizedSkip(end: at, isOver: true)
      case .declaration(let at) where at < judged: return OversizedSkip(end: at, isOver: true)
      case .parentEnd(let at): parentEnd = at
      case .none where isEnd: return endOfOversized(bytes, parentEnd: parentEnd)
      case .none: return OversizedSkip(end: judged > 0 ? judged : bytes.count, isOver: false)
      default: break
      }
      from = event.next
    }
  }

  /// The first byte that may belong to a tag which the end of `bytes` cuts off.
  private func resumable(_ bytes: PaddedBytes) -> Int {
    let from = max(0, bytes.count - 2 * document.limits.nameBytesMax)
    return bytes.last(0x3C, in: from..<bytes.count) ?? bytes.count
  }

  /// The document ends with the oversized record, and perhaps with the end tags of its ancestors.
  private mutating func endOfOversized(_ bytes: PaddedBytes, parentEnd: Int?) -> OversizedSkip {
    if let parentEnd {
      let ending = XMLEnding(document)
      ending.take(bytes, parentEnd..<bytes.count)
      if ending.verdict() == nil { return OversizedSkip(end: parentEnd, isOver: true) }
    }
    findings = [truncation]
    return OversizedSkip(end: bytes.count, isOver: true)
  }
}
