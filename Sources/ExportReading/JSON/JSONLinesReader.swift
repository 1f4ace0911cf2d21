internal import BasketModel

/// Reads the records of JSON Lines buffers: one object per line.
///
/// A line that is no JSON object is an unreadable record, and the next line is read as if nothing
/// had happened. Reused from buffer to buffer by one worker.
struct JSONLinesReader {
  private let limits: ReadLimits
  private let records: JSONRecordReader
  /// The first tier; nil where the limits leave no use for it.
  private var plain: JSONPlainReader?

  init(plan: NestedPlan, limits: ReadLimits) {
    self.limits = limits
    records = JSONRecordReader(plan: plan, limits: limits)
    plain = JSONPlainReader(plan: plan, limits: limits)
  }

  /// Reads all lines of a buffer.
  ///
  /// - Parameter isLast: Whether the export ends with the buffer; only then its last line may lack
  ///   a line feed.
  mutating func read(_ bytes: PaddedBytes, isLast: Bool, into assembler: inout OrderAssembler) {
    let firstInvalid = bytes.firstInvalidUTF8(in: 0..<bytes.count) ?? bytes.count
    var start = 0
    var line = 0
    while start < bytes.count {
      if bytes.count > limits.recordBytesMax,
        let next = passOversizedLine(bytes, from: start, line: line, into: &assembler)
      {
        start = next
        line += 1
        continue
      }
      let isSuspect = firstInvalid < bytes.count
      if !isSuspect,
        let next = readPlainLine(bytes, from: start, line: line, into: &assembler)
      {
        start = next
      } else {
        start = readLine(
          bytes, from: start, line: line, hasInvalidUTF8: isSuspect, isLast: isLast,
          into: &assembler)
      }
      line += 1
    }
    assembler.batch.lineCount += line
    assembler.endBatch()
  }

  /// Notes a line that is longer than a record may be, and returns the start of the next; nil where
  /// it is not.
  private func passOversizedLine(
    _ bytes: PaddedBytes, from start: Int, line: Int, into assembler: inout OrderAssembler
  ) -> Int? {
    let end = bytes.first(0x0A, in: start..<bytes.count)
    guard end - start > limits.recordBytesMax else { return nil }
    assembler.beginOrder(byte: start, line: line)
    assembler.endOversizedOrder(bytes, limits)
    return min(end + 1, bytes.count)
  }

  /// Reads a line by the first tier; returns the start of the next, or nil where it is declined.
  @inline(__always)
  private mutating func readPlainLine(
    _ bytes: PaddedBytes, from start: Int, line: Int, into assembler: inout OrderAssembler
  ) -> Int? {
    assembler.beginOrder(byte: start, line: line)
    if let next = plain?.read(bytes, from: start, into: &assembler) {
      assembler.endOrder(bytes)
      return next
    }
    assembler.abandonOrder()
    return nil
  }

  /// Reads one line by the second tier; returns the start of the next.
  private func readLine(
    _ bytes: PaddedBytes, from start: Int, line: Int, hasInvalidUTF8: Bool, isLast: Bool,
    into assembler: inout OrderAssembler
  ) -> Int {
    var scanner = JSONScanner(
      bytes, from: start, depthMax: limits.nestingDepthMax, lineFeedIsSpace: false)
    scanner.skipSpace()
    if scanner.index >= bytes.count || scanner.current == 0x0A {
      assembler.batch.blankLineCount += 1
      return min(scanner.index + 1, bytes.count)
    }
    assembler.beginOrder(byte: start, line: line)
    if hasInvalidUTF8 {
      return readSuspectLine(&scanner, from: start, isLast: isLast, into: &assembler)
    }
    do throws(JSONFault) {
      try records.read(&scanner, into: &assembler)
      assembler.endOrder(bytes)
      return min(scanner.index + 1, bytes.count)
    } catch {
      return endUnreadableLine(error, bytes, from: start, isLast: isLast, into: &assembler)
    }
  }

  /// A line of a buffer that has invalid UTF-8 somewhere: perhaps here.
  private func readSuspectLine(
    _ scanner: inout JSONScanner, from start: Int, isLast: Bool,
    into assembler: inout OrderAssembler
  ) -> Int {
    let bytes = scanner.bytes
    let end = bytes.first(0x0A, in: start..<bytes.count)
    let firstInvalid = bytes.firstInvalidUTF8(in: start..<end)
    do throws(JSONFault) {
      try records.read(&scanner, into: &assembler)
    } catch  where error.index <= firstInvalid ?? end {
      return endUnreadableLine(error, bytes, from: start, isLast: isLast, into: &assembler)
    } catch {
      // The invalid byte comes first and is what is reported.
    }
    if let firstInvalid {
      // An id is known only where its text ended before the fault.
      if idEnd(assembler, bytes) > firstInvalid {
        assembler.order.texts[OrderTextField.orderID.rawValue] = .absent
      }
      assembler.endUnreadableOrder(bytes, reason: "not UTF-8", byte: firstInvalid)
      if isLast, end == bytes.count, bytes.endsInsideCharacter {
        assembler.batch.exportFindings.append(.endsInsideValue)
      }
    } else {
      assembler.endOrder(bytes)
    }
    return min(end + 1, bytes.count)
  }

  /// Where the text of the order's id ends in the line.
  private func idEnd(_ assembler: OrderAssembler, _ bytes: PaddedBytes) -> Int {
    let id = assembler.order.id
    guard id.isDecoded else { return id.offset + id.count }
    var scanner = JSONScanner(
      bytes, from: assembler.decodedIDByte - 1, depthMax: 1, lineFeedIsSpace: false)
    do { return try scanner.string().range.upperBound } catch { return error.index }
  }

  /// Ends a line that is no JSON object; returns the start of the next.
  private func endUnreadableLine(
    _ fault: JSONFault, _ bytes: PaddedBytes, from start: Int, isLast: Bool,
    into assembler: inout OrderAssembler
  ) -> Int {
    let end = bytes.first(0x0A, in: start..<bytes.count)
    let endsInside = fault.index >= end
    assembler.endUnreadableOrder(
      bytes, reason: fault.description(atEnd: endsInside), byte: min(fault.index, end))
    if endsInside, isLast, end == bytes.count {
      assembler.batch.exportFindings.append(.endsInsideValue)
    }
    return min(end + 1, bytes.count)
  }
}
