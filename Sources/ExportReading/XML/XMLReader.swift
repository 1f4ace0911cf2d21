internal import BasketModel

/// Reads the records of one buffer of an XML document, in two tiers.
///
/// Plain records are read by `XMLPlainReader`; what it declines is read by a libxml2 push parser
/// (`XMLReaderRun`), which alone says what is wrong with a record. Then the first tier goes on at
/// the next record. What becomes of a record depends on its own bytes alone: those from its start
/// tag to the next record start tag (`XMLRecordScanner`). So findings are the same for any size of
/// the buffers and for either choice of parser.
struct XMLReader {
  private let document: XMLDocument
  /// The first tier; nil where every record is for libxml2.
  private var plain: XMLPlainReader?
  private var scanner: XMLRecordScanner

  /// How many declined records in a row go to libxml2 in one piece, at most.
  private static let stretchMax = 64

  init(_ document: XMLDocument) {
    self.document = document
    scanner = document.scanner
    plain = document.limits.xmlParser == .auto ? XMLPlainReader(document) : nil
  }

  /// Reads the records of `bytes`, which begins at a record start tag or at the parent's content
  /// and ends before a record start tag or the parent's end tag.
  ///
  /// - Complexity: O(bytes); at most one parser for each call, no allocation for each element.
  mutating func read(_ bytes: PaddedBytes, isLast: Bool, into assembler: inout OrderAssembler) {
    scanner.begin()
    unsafe withUnsafeMutablePointer(to: &assembler) { pointer in
      if plain == nil, bytes.count <= document.limits.recordBytesMax {
        unsafe XMLReaderRun(document, bytes, pointer)?.read(0..<bytes.count)
        unsafe pointer.pointee.batch.lineCount = bytes.countOf(0x0A, in: 0..<bytes.count)
      } else {
        unsafe readInTiers(bytes, pointer)
      }
    }
    assembler.endBatch()
  }

  @unsafe private mutating func readInTiers(
    _ bytes: PaddedBytes, _ assembler: UnsafeMutablePointer<OrderAssembler>
  ) {
    var run: XMLReaderRun?
    var valid = bytes.firstInvalidUTF8(in: 0..<bytes.count) ?? bytes.count
    var start = firstRecord(bytes)
    var line = bytes.countOf(0x0A, in: 0..<start)
    var declinedEnd = -1
    var stretch = 1
    // Only such a buffer can hold a record beyond the limit; then each is looked at by itself.
    let isLarge = bytes.count > document.limits.recordBytesMax
    while start < bytes.count {
      if isLarge,
        let next = unsafe passOversized(bytes, from: start, line: line, &assembler.pointee)
      {
        line += bytes.countOf(0x0A, in: start..<next)
        start = next
        continue
      }
      let mark = unsafe XMLSegmentMark(start: start, line: line, &assembler.pointee)
      var next =
        unsafe plain?.read(bytes, from: start, line: line, limit: valid, into: &assembler.pointee)
        ?? start
      if next == start {
        unsafe mark.restore(&assembler.pointee)
        if run == nil { run = unsafe XMLReaderRun(document, bytes, assembler) }
        stretch = declinedEnd == start && !isLarge ? min(stretch * 2, Self.stretchMax) : 1
        next = recordStart(bytes, after: start, count: stretch)
        run?.read(start..<next)
        declinedEnd = next
        if valid < next { valid = bytes.firstInvalidUTF8(in: next..<bytes.count) ?? bytes.count }
      }
      line += bytes.countOf(0x0A, in: start..<next)
      start = next
    }
    unsafe assembler.pointee.batch.lineCount = line
  }

  /// Notes a record that is longer than one may be, with what stands behind it, and returns the
  /// start of the next; nil where it is not.
  private mutating func passOversized(
    _ bytes: PaddedBytes, from start: Int, line: Int, _ assembler: inout OrderAssembler
  ) -> Int? {
    let next = recordStart(bytes, after: start, count: 1)
    guard next - start > document.limits.recordBytesMax else { return nil }
    assembler.beginOrder(byte: start, line: line)
    assembler.endOversizedOrder(bytes, document.limits)
    return next
  }

  /// The first record's start where only blanks stand before it, else 0.
  private func firstRecord(_ bytes: PaddedBytes) -> Int {
    var index = 0
    while DecimalParser.isBlank(bytes[index]) { index += 1 }
    guard index <= document.limits.textBytesMax else { return 0 }
    return index >= bytes.count || plain?.isRecordStart(bytes, at: index) == true ? index : 0
  }

  /// Where the record begins that comes `count` record starts after `start`, or the end.
  private mutating func recordStart(_ bytes: PaddedBytes, after start: Int, count: Int) -> Int {
    var place = start
    for _ in 0..<count {
      let next = scanner.recordStart(
        after: place, in: bytes, recordBytesMax: document.limits.recordBytesMax)
      guard let next else { return bytes.count }
      place = next
    }
    return place
  }
}
