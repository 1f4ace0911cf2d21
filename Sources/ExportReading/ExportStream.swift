package import BasketModel
package import ExportProfiles

/// Turns the bytes of one export into buffers of whole records.
///
/// Reads the preamble (byte order mark, CSV header, XML prologue) once, compiles the layout, and
/// then fills one buffer after the other, each ended at a record boundary by the format's cutter.
/// What is wrong with the export as a whole is collected in `findings`. Owned by the one task that
/// reads.
package final class ExportStream {
  private let source: any ByteSource
  private let profile: Profile
  private let limits: ReadLimits
  private let format: ExportStreamFormat
  private let fileName: String
  /// Bytes after the last cut; they begin the next buffer.
  private let rest: InputBuffer
  private var cutter: RecordCutter?
  private var sourceHasEnded = false
  private var hasStarted = false
  private var hasFinished = false
  /// Whether an oversized record is being passed over.
  private var isSkipping = false
  /// Decompressed bytes before `rest`.
  private var consumedBytes = 0
  /// Bytes after the last record.
  private var trailingBytes = 0

  /// The layout; nil until the preamble was read.
  package private(set) var layout: ExportLayout?
  /// What is wrong with the export as a whole so far.
  package private(set) var findings: [Finding] = []
  /// Lines before the first buffer: a CSV header's, an XML prologue's.
  package private(set) var preambleLines = 0
  /// Blank lines among them.
  package private(set) var preambleBlankLines = 0

  /// - Parameters:
  ///   - source: The decompressed bytes.
  ///   - format: The export's format, with the delimiter for CSV.
  ///   - path: As in reports: its last part may tell which of several files it is.
  package init(
    source: any ByteSource, format: ExportStreamFormat, profile: Profile, limits: ReadLimits,
    path: String = ""
  ) {
    fileName = FilePath.lastName(of: path)
    self.source = source
    self.format = format
    self.profile = profile
    self.limits = limits
    rest = InputBuffer(capacity: limits.bufferBytes)
  }

  /// Decompressed bytes of the export so far.
  package var byteCount: Int { consumedBytes + rest.count }

  /// Fills `buffer` with the next records.
  ///
  /// - Returns: The byte offset of the buffer in the export, from 0; nil when there are no more
  ///   records.
  package func next(_ buffer: InputBuffer) -> Int? {
    guard !hasFinished else { return nil }
    buffer.takeContents(of: rest)
    fill(buffer, upTo: isSkipping ? limits.recordBytesMax + limits.bufferBytes : limits.bufferBytes)
    if !hasStarted {
      guard readPreamble(buffer) else { return finish(buffer) }
    }
    let found = isSkipping ? passOversized(buffer, isFirst: false) : cut(buffer)
    return found ? begin(buffer) : finish(buffer)
  }

  /// Accounts for a buffer that is handed on.
  private func begin(_ buffer: InputBuffer) -> Int? {
    let start = consumedBytes
    consumedBytes += buffer.count + trailingBytes
    buffer.isLast = hasFinished
    return buffer.count > 0 ? start : nil
  }

  private func finish(_ buffer: InputBuffer) -> Int? {
    hasFinished = true
    consumedBytes += buffer.count
    buffer.setCount(0)
    return nil
  }

  // MARK: Bytes

  /// Reads until the buffer holds `target` bytes or the source ends; what goes wrong is a finding.
  private func fill(_ buffer: InputBuffer, upTo target: Int) {
    buffer.grow(to: target)
    while !sourceHasEnded, buffer.count < target {
      do throws(SourceError) {
        if try buffer.fill(from: source, upTo: target) == 0 { sourceHasEnded = true }
      } catch {
        sourceHasEnded = true
        findings.append(error.finding)
      }
    }
  }

  // MARK: Preamble

  /// Reads what stands before the records; false when no record can follow.
  private func readPreamble(_ buffer: InputBuffer) -> Bool {
    while true {
      let preamble = format.preamble(
        buffer.bytes, isEnd: sourceHasEnded, profile: profile, limits: limits, fileName: fileName)
      switch preamble {
      case .needsMore:
        guard buffer.count < limits.preambleBytesMax, !sourceHasEnded else {
          findings.append(
            .export(
              .unreadableInput, "no end of the header within \(limits.preambleBytesMax) bytes"))
          return false
        }
        fill(buffer, upTo: min(buffer.count * 2, limits.preambleBytesMax))
      case .finished(let found):
        // Whether an export may be empty is for the run to say.
        findings += found.filter { $0.code != .emptyInput }
        return false
      case .ready(let start, let blankLines, let kind, let cutter):
        layout = ExportLayout(
          kind: kind, limits: limits,
          settings: AssemblySettings(profile, mapping: format.mapping(of: profile)))
        self.cutter = cutter
        if case .mappedTable(let table) = kind { noteMissing(table.missingColumns) }
        preambleLines = buffer.bytes.countOf(0x0A, in: 0..<start)
        preambleBlankLines = blankLines
        consumedBytes += start
        buffer.dropFirst(start)
        fill(buffer, upTo: limits.bufferBytes)
        hasStarted = true
        return true
      }
    }
  }

  private func noteMissing(_ columns: [String]) {
    guard !columns.isEmpty else { return }
    let names = columns.joined(separator: ", ")
    findings.append(
      .export(
        .missingColumn,
        "the header lacks the column(s) \(names): what needs them is not checked"))
  }

  // MARK: Records

  /// Bytes that are enough to know that a record is too large: one that is not, and a quoted cell
  /// that is not.
  private var largest: Int { 2 * limits.recordBytesMax + limits.bufferBytes }

  /// Ends the buffer at a record boundary; reads more where there is none. False at the end.
  private func cut(_ buffer: InputBuffer) -> Bool {
    buffer.content = .records
    while true {
      switch cutter?.cut(buffer.bytes, isEnd: sourceHasEnded) ?? .end(at: 0) {
      case .at(let index):
        if cutter?.isPastRecords == true { buffer.content = .passedOver }
        buffer.moveTail(from: index, to: rest)
        return true
      case .end(let index):
        if cutter?.endsPastRecords == true { buffer.content = .passedOver }
        return endRecords(buffer, at: index)
      case .needsMore:
        if buffer.count >= largest { return passOversized(buffer, isFirst: true) }
        fill(buffer, upTo: min(buffer.count * 2, largest))
      }
    }
  }

  private func endRecords(_ buffer: InputBuffer, at index: Int) -> Bool {
    hasFinished = true
    findings += cutter?.findings ?? []
    trailingBytes = buffer.count - index
    buffer.setCount(index)
    return true
  }

  /// Passes over a record that is larger than the limit, buffer by buffer.
  private func passOversized(_ buffer: InputBuffer, isFirst: Bool) -> Bool {
    var skip = skipOversized(buffer, isFirst: isFirst)
    while skip.end == 0, !skip.isOver, !sourceHasEnded, buffer.count < largest {
      fill(buffer, upTo: min(buffer.count * 2, largest))
      skip = skipOversized(buffer, isFirst: isFirst)
    }
    if skip.end == 0, skip.isOver {
      // The record ended with the buffer before.
      isSkipping = false
      return cut(buffer)
    }
    buffer.content =
      skip.holdsRecords
      ? .records : isFirst ? .oversizedRecord(reason: limits.oversizedReason) : .passedOver
    isSkipping = !skip.isOver
    buffer.moveTail(from: skip.end, to: rest)
    // Whether the buffer is the last must be known before it is handed on.
    if rest.count == 0 { fill(rest, upTo: limits.bufferBytes) }
    if sourceHasEnded, rest.count == 0 {
      hasFinished = true
      findings += cutter?.findings ?? []
    }
    return true
  }

  private func skipOversized(_ buffer: InputBuffer, isFirst: Bool) -> OversizedSkip {
    cutter?.skip(buffer.bytes, isFirst: isFirst, isEnd: sourceHasEnded)
      ?? OversizedSkip(end: buffer.count, isOver: true)
  }
}

extension SourceError {
  /// The finding about the export whose bytes ended so.
  package var finding: Finding {
    switch self {
    case .system(let operation, let errno):
      .export(.unreadableInput, "\(operation): \(SystemErrorText.text(errno))")
    case .truncated(let sentence): .export(.truncatedInput, sentence)
    case .corrupt(let sentence), .limit(let sentence), .changed(let sentence):
      .export(.unreadableInput, sentence)
    }
  }

  /// The finding about an export that could not be read once more.
  ///
  /// - Parameter purpose: What stands before the reason.
  package func finding(purpose: String) -> Finding {
    guard case .export(let reason) = finding.details else { return finding }
    return .export(.unreadableInput, purpose + reason)
  }
}
