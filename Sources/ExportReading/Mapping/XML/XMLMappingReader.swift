internal import BasketModel
internal import CXMLParser

/// Reads the records of XML buffers as a mapping says, each with a parser run of its own, so that a
/// fault in one does not cost the others.
@safe
final class XMLMappingReader {
  private let plan: XMLMapping
  var builder: BasketBuilder
  private let state: UnsafeMutablePointer<XMLTreeState>
  private let context: XMLParserContext
  private var isFresh = true

  init(_ plan: XMLMapping) {
    self.plan = plan
    builder = BasketBuilder(plan: plan.mapping, tolerance: plan.tolerance, limits: plan.limits)
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: XMLTreeState(trie: plan.mapping.trie, limits: plan.limits))
    context = unsafe XMLParserContext(Self.events(), state: state)
  }

  deinit {
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  /// Reads all records of a buffer.
  func read(_ bytes: PaddedBytes, isLast: Bool, into assembler: inout OrderAssembler) {
    builder.evaluator.beginBatch(&assembler)
    if let document = plan.document {
      readRecords(document, bytes, into: &assembler)
      assembler.batch.lineCount += bytes.countOf(0x0A, in: 0..<bytes.count)
    } else {
      readDocument(bytes, into: &assembler)
      let hasOpenLine = isLast && bytes.count > 0 && bytes[bytes.count - 1] != 0x0A
      assembler.batch.lineCount +=
        bytes.countOf(0x0A, in: 0..<bytes.count) + (hasOpenLine ? 1 : 0)
    }
    assembler.endBatch()
  }

  // MARK: Records

  private func readRecords(
    _ document: XMLDocument, _ bytes: PaddedBytes, into assembler: inout OrderAssembler
  ) {
    var scanner = document.scanner
    func next(after start: Int) -> Int? {
      scanner.recordStart(after: start, in: bytes, recordBytesMax: plan.limits.recordBytesMax)
    }
    var first = 0
    while DecimalParser.isBlank(bytes[first]) { first += 1 }
    var start = scanner.isRecordStart(bytes, first) ? first : next(after: 0) ?? bytes.count
    var line = bytes.countOf(0x0A, in: 0..<min(start, bytes.count))
    while start < bytes.count {
      let end = next(after: start) ?? bytes.count
      assembler.beginOrder(byte: start, line: line)
      restart()
      unsafe state.pointee.begin(byte: start, ancestors: document.ancestors.count)
      parse(into: &assembler) {
        context.parse(document.startTags)
        context.parse(bytes, start..<end)
      }
      let name = String(decoding: document.recordName, as: UTF8.self)
      endRecord(
        bytes, notClosed: "<\(name)> is not closed before the next <\(name)> or the end",
        byte: start, into: &assembler)
      line += bytes.countOf(0x0A, in: start..<end)
      start = end
    }
  }

  /// Lends the batch's decoded text to the state while it parses.
  private func parse(into assembler: inout OrderAssembler, _ body: () -> Void) {
    unsafe swap(&state.pointee.decoded, &assembler.batch.decodedText)
    body()
    unsafe swap(&state.pointee.decoded, &assembler.batch.decodedText)
  }

  private func restart() {
    if !isFresh { context.restart() }
    isFresh = false
  }

  private func endRecord(
    _ bytes: PaddedBytes, notClosed: String, byte: Int, into assembler: inout OrderAssembler
  ) {
    if let fault = unsafe state.pointee.fault {
      return assembler.endUnreadableOrder(bytes, reason: fault, byte: byte)
    }
    guard unsafe state.pointee.hasEnded else {
      return assembler.endUnreadableOrder(bytes, reason: notClosed, byte: byte)
    }
    unsafe swap(&state.pointee.tree, &builder.evaluator.tree)
    builder.endOrder(bytes, into: &assembler)
    unsafe swap(&state.pointee.tree, &builder.evaluator.tree)
  }

  // MARK: A document that is one record

  private func readDocument(_ bytes: PaddedBytes, into assembler: inout OrderAssembler) {
    let start = ExportStreamFormat.byteOrderMarkLength(bytes)
    var first = start
    while DecimalParser.isBlank(bytes[first]) { first += 1 }
    guard first < bytes.count else { return }
    assembler.beginOrder(byte: first, line: bytes.countOf(0x0A, in: 0..<first))
    restart()
    unsafe state.pointee.begin(byte: first, ancestors: 0)
    let doctype = doctypeRange(bytes, from: first)
    var isCut = false
    if let doctype, doctype.isEmpty {
      unsafe state.pointee.note("a DOCTYPE with declarations, which can alter data, is never read")
    } else {
      parse(into: &assembler) {
        // A DOCTYPE that only names a file outside says nothing that is needed, and is not shown to
        // the parser.
        context.parse(bytes, start..<(doctype?.lowerBound ?? bytes.count))
        if let doctype { context.parse(bytes, doctype.upperBound..<bytes.count) }
        isCut = unsafe state.pointee.fault == nil && !state.pointee.hasEnded
        context.end()
      }
    }
    if isCut {
      assembler.endUnreadableOrder(
        bytes, reason: "the document ends before the end tag of its root element", byte: first)
    } else {
      endRecord(bytes, notClosed: "the document is not closed", byte: first, into: &assembler)
    }
    if unsafe !state.pointee.hasEnded, unsafe state.pointee.fault?.contains("DOCTYPE") != true,
      !endsWithRoot(bytes)
    {
      assembler.batch.exportFindings.append(
        .export(.truncatedInput, "the document's root element is not closed"))
    }
  }

  /// Whether the last tag closes the root element, however broken the document is before it.
  private func endsWithRoot(_ bytes: PaddedBytes) -> Bool {
    guard let root = XMLRootName.find(bytes), let open = bytes.last(0x3C, in: 0..<bytes.count),
      bytes[open + 1] == 0x2F, bytes.first(0x3E, in: open..<bytes.count) < bytes.count
    else { return false }
    return XMLRootName.name(bytes, from: open + 2) == root
  }

  /// Where a DOCTYPE stands before the root element; empty for one with declarations.
  private func doctypeRange(_ bytes: PaddedBytes, from start: Int) -> Range<Int>? {
    var index = start
    while index < bytes.count {
      index = bytes.first(0x3C, in: index..<bytes.count)
      guard index + 2 < bytes.count else { return nil }
      guard bytes[index + 1] == 0x3F || bytes[index + 1] == 0x21 else { return nil }
      guard let end = XMLRootName.miscEnd(bytes, index) else { return nil }
      if bytes[index + 1] == 0x21, bytes[index + 2] != 0x2D {
        let bracket = bytes.first(0x5B, in: index..<end)
        return bracket < end ? index..<index : index..<end
      }
      index = end
    }
    return nil
  }

  // MARK: Events

  private static func events() -> xml_parser_events {
    var events = xml_parser_events()
    unsafe events.start_element = { state, name, _, count, attributes in
      guard let state = unsafe state, let name = unsafe name else { return }
      unsafe state.assumingMemoryBound(to: XMLTreeState.self).pointee.startElement(
        name, attributeCount: Int(count), attributes)
    }
    unsafe events.end_element = { state in
      unsafe state?.assumingMemoryBound(to: XMLTreeState.self).pointee.endElement()
    }
    unsafe events.text = { state, text, count in
      guard let state = unsafe state, let text = unsafe text else { return }
      unsafe state.assumingMemoryBound(to: XMLTreeState.self).pointee.characters(text, Int(count))
    }
    unsafe events.fault = { state, message in
      guard let state = unsafe state else { return }
      unsafe state.assumingMemoryBound(to: XMLTreeState.self).pointee.note(xmlReason(message))
    }
    return events
  }
}
