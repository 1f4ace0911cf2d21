internal import BasketModel
internal import CXMLParser

/// Reads records of one buffer with a libxml2 push parser.
///
/// Many records are parsed in one go; where anything is wrong with one, it is read again by itself,
/// which decides, and reading goes on at the next.
///
/// Content between records: elements are skipped; text that is not blank, and markup that is
/// broken, is an unreadable record of its own.
@safe
final class XMLReaderRun {
  private let document: XMLDocument
  private var scanner: XMLRecordScanner
  private let bytes: PaddedBytes
  private let assembler: UnsafeMutablePointer<OrderAssembler>
  private let state: UnsafeMutablePointer<XMLRecordState>
  private let context: XMLParserContext
  private var chunk = XMLReaderRun.chunkMax
  private var isFresh = true

  private static let chunkMin = 1 << 10
  private static let chunkMax = 1 << 16

  /// nil only where memory ran out.
  @unsafe init?(
    _ document: XMLDocument, _ bytes: PaddedBytes, _ assembler: UnsafeMutablePointer<OrderAssembler>
  ) {
    self.document = document
    scanner = document.scanner
    self.bytes = bytes
    unsafe self.assembler = assembler
    unsafe state = .allocate(capacity: 1)
    context = unsafe XMLParserContext(Self.events(), state: state)
    guard let parser = unsafe context.pointer else {
      unsafe state.deallocate()
      return nil
    }
    unsafe state.initialize(
      to: XMLRecordState(bytes: bytes, assembler: assembler, context: parser, document: document))
  }

  deinit {
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  /// Reads the records of `range`, which ends where a record begins or the bytes end.
  func read(_ range: Range<Int>) {
    var start = range.lowerBound
    var overfull = overfullRecord(in: range)
    while start < range.upperBound {
      // Searched again only once it is passed, so that many faults cost linear time.
      if let passed = overfull, passed.record < start {
        overfull = overfullRecord(in: start..<range.upperBound)
      }
      let end = overfull?.record ?? range.upperBound
      if start < end {
        begin(at: start)
        if let faulty = parse(start..<end) {
          start = readAlone(
            faulty, blockedAt: overfull.flatMap { $0.record == faulty ? $0.tag : nil })
          continue
        }
      }
      if let overfull {
        start = readAlone(overfull.record, blockedAt: overfull.tag)
      } else {
        start = end
      }
    }
  }

  /// A tag with too many attributes, with the start of the record it stands in.
  private func overfullRecord(in range: Range<Int>) -> (record: Int, tag: Int)? {
    guard
      let tag = scanner.overfullTag(
        in: bytes, range, attributeMax: document.limits.attributeCountMax)
    else { return nil }
    var record = range.lowerBound
    while let next = nextRecord(after: record), next <= tag { record = next }
    return (record, tag)
  }

  private func nextRecord(after start: Int) -> Int? {
    scanner.recordStart(
      after: start, in: bytes, recordBytesMax: document.limits.recordBytesMax)
  }

  private func begin(at start: Int) {
    if !isFresh { context.restart() }
    isFresh = false
    unsafe state.pointee.begin(
      at: start, ancestors: document.ancestors.count, base: start - document.startTags.count)
    context.parse(document.startTags)
  }

  /// Parses records until one is faulty, and says where that one begins.
  private func parse(_ range: Range<Int>) -> Int? {
    var start = range.lowerBound
    while start < range.upperBound {
      // Chunks end behind a `>`, so no character and hardly a tag is split.
      var end = min(start + chunk, range.upperBound)
      if end < range.upperBound {
        while end < range.upperBound, bytes[end - 1] != 0x3E { end += 1 }
      }
      context.parse(bytes, start..<end)
      if unsafe state.pointee.fault != nil {
        chunk = Self.chunkMin
        return unsafe state.pointee.mark.start
      }
      start = end
      chunk = min(chunk * 2, Self.chunkMax)
    }
    return isClean(end: range.upperBound) ? nil : unsafe state.pointee.mark.start
  }

  /// Whether nothing is open at the end of what was parsed.
  private func isClean(end: Int) -> Bool {
    unsafe state.pointee.depth == 0 && state.pointee.gapDepth == 0 && state.pointee.hasEnded
      && strayPlace(end: end) == nil
  }

  /// The first byte that the parser has not taken and that is not blank, nor a reference to a
  /// blank.
  ///
  /// The parser waits for the next tag before it takes text; where none follows in these bytes,
  /// this must judge the text as the parser would.
  private func strayPlace(end: Int) -> Int? {
    let consumed = context.consumed
    guard consumed >= 0 else { return end }
    let place = unsafe consumed + state.pointee.base
    guard place < end else { return nil }
    var index = max(0, place)
    while index < end {
      if DecimalParser.isBlank(bytes[index]) {
        index += 1
      } else if let reference = XMLReference(bytes, at: index), reference.isBlank {
        index = reference.end
      } else {
        return index
      }
    }
    return nil
  }

  // MARK: One record by itself

  /// Reads the record at `start` (or what stands before the first one) by itself, up to the next.
  ///
  /// - Parameter blockedAt: A tag that the parser must not see.
  /// - Returns: Where the next record begins.
  private func readAlone(_ start: Int, blockedAt: Int?) -> Int {
    let end = nextRecord(after: start) ?? bytes.count
    if unsafe state.pointee.mark.start == start {
      unsafe state.pointee.mark.restore(&assembler.pointee)
    }
    begin(at: start)
    let isRecord = scanner.isRecordStart(bytes, start)
    if isRecord {
      unsafe state.pointee.beginRecord()
      unsafe state.pointee.isBegun = true
    }
    context.parse(bytes, start..<(blockedAt ?? end))
    if let blockedAt {
      unsafe state.pointee.stop(
        "more than \(document.limits.attributeCountMax) attributes in one element", byte: blockedAt)
    }
    judge(isRecord: isRecord, end: end)
    return end
  }

  private func judge(isRecord: Bool, end: Int) {
    let start = unsafe state.pointee.mark.start
    let fault = unsafe state.pointee.fault
    let faultByte = unsafe state.pointee.faultByte
    if unsafe isRecord && !state.pointee.hasEnded {
      let name = String(decoding: document.recordName, as: UTF8.self)
      unsafe assembler.pointee.endUnreadableOrder(
        bytes, reason: fault ?? "<\(name)> is not closed before the next <\(name)> or the end",
        byte: fault == nil ? start : faultByte)
      return
    }
    if let fault {
      addFault(fault, byte: faultByte)
    } else if unsafe state.pointee.gapDepth > 0 {
      addFault("an element between the records is not closed", byte: start)
    } else if let stray = strayPlace(end: end) {
      let isMarkup = bytes.first(0x3C, in: stray..<end) < end
      addFault(
        isMarkup ? "broken markup between the records" : "text between the records", byte: stray)
    }
  }

  /// Adds an unreadable record for what stands between two records.
  private func addFault(_ reason: String, byte: Int) {
    let mark = unsafe state.pointee.mark
    let place = min(max(byte, mark.start), bytes.count)
    let line = mark.line + bytes.countOf(0x0A, in: mark.start..<place)
    unsafe assembler.pointee.beginOrder(byte: place, line: line)
    unsafe assembler.pointee.endUnreadableOrder(bytes, reason: reason, byte: place)
  }

  // MARK: Events

  private static func events() -> xml_parser_events {
    var events = xml_parser_events()
    unsafe events.start_element = { state, name, namespaces, count, attributes in
      guard let state = unsafe state, let name = unsafe name else { return }
      unsafe state.assumingMemoryBound(to: XMLRecordState.self).pointee.startElement(
        name, namespaces: Int(namespaces), attributes: Int(count), attributes)
    }
    unsafe events.end_element = { state in
      unsafe state?.assumingMemoryBound(to: XMLRecordState.self).pointee.endElement()
    }
    unsafe events.text = { state, text, count in
      guard let state = unsafe state, let text = unsafe text else { return }
      unsafe state.assumingMemoryBound(to: XMLRecordState.self).pointee.text(text, Int(count))
    }
    unsafe events.fault = { state, message in
      guard let state = unsafe state else { return }
      let record = unsafe state.assumingMemoryBound(to: XMLRecordState.self)
      guard unsafe record.pointee.fault == nil else { return }
      unsafe record.pointee.error(xmlReason(message))
    }
    return events
  }
}
