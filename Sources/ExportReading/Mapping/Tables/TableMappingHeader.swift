internal import BasketModel
internal import ExportProfiles

/// Finds the header row of a CSV export and compiles a mapping against it.
struct TableMappingHeader {
  let mapping: RecordMapping
  let options: TableOptions
  let delimiter: UInt8
  let limits: ReadLimits
  /// The export's name without its folder; counts only where the profile has parts.
  var fileName = ""

  /// The header from `start` on.
  func preamble(_ bytes: PaddedBytes, from start: Int, isEnd: Bool) -> ExportStreamFormat.Preamble {
    var rowStart = start
    var blankLines = 0
    if case .after(let lines) = options.header {
      for _ in 0..<lines {
        let lineFeed = bytes.first(0x0A, in: rowStart..<bytes.count)
        guard lineFeed < bytes.count else { return isEnd ? .finished([]) : .needsMore }
        rowStart = lineFeed + 1
      }
      blankLines = lines
    }
    let scanner = CSVRowScanner(delimiter: delimiter, cellBytesMax: limits.preambleBytesMax)
    while rowStart < bytes.count {
      var ends: [CellEnd] = []
      switch scanner.scanRow(bytes, from: rowStart, isEnd: isEnd, into: &ends) {
      case .needsMore: return .needsMore
      case .fault(let fault, _, let next):
        // What stands before a header that is looked for need not be a table.
        guard case .containing = options.header else {
          return unreadable("the header row cannot be read: \(fault.description)")
        }
        rowStart = next
        blankLines += 1
      case .row(let next):
        let names = UserTable.cells(bytes, from: rowStart, ends)
        if isHeader(names) {
          return compile(bytes, rowStart..<next, names, blankLines: blankLines)
        }
        rowStart = next
        blankLines += 1
      }
    }
    guard isEnd else { return .needsMore }
    if case .containing(let names) = options.header, blankLines > 0 {
      let cells = names.map { $0.joined(separator: " or ") }
      return unreadable("no row has the cells \(cells.joined(separator: ", "))")
    }
    return .finished([])
  }

  /// Which of the profile's parts the export is; nil where there are none.
  private func part(_ names: [[UInt8]]) throws(HeaderFault) -> Int? {
    guard !options.parts.isEmpty else { return nil }
    let choice = PartChoice(options.parts)
    switch choice.part(fileName: fileName, header: names) {
    case .part(let part): return part
    case .none(let reason), .several(let reason): throw HeaderFault(reason: reason)
    }
  }

  private func isHeader(_ names: [[UInt8]]) -> Bool {
    guard case .containing(let wanted) = options.header else {
      return names.contains { !DecimalParser.trimmed($0).isEmpty }
    }
    return ColumnName.row(names, hasAll: wanted)
  }

  /// What a header row that is one cell suggests.
  private func delimiterHint(_ names: [[UInt8]]) -> String {
    let marks: [(byte: UInt8, name: String)] = [
      (0x3B, "semicolon"), (0x09, "tab"), (0x2C, "comma"), (0x7C, "pipe"),
    ]
    guard names.count == 1, let mark = marks.first(where: { names[0].contains($0.byte) }) else {
      return ""
    }
    return "the header row is one cell with \(mark.name)s in it: "
      + "the profile's \"delimiter\" may be \(mark.name); "
  }

  private func unreadable(_ reason: String) -> ExportStreamFormat.Preamble {
    .finished([.export(.unreadableInput, reason)])
  }

  private func compile(
    _ bytes: PaddedBytes, _ row: Range<Int>, _ names: [[UInt8]], blankLines: Int
  ) -> ExportStreamFormat.Preamble {
    guard names.count <= limits.columnCountMax else {
      return unreadable("more than \(limits.columnCountMax) columns")
    }
    if bytes.firstInvalidUTF8(in: row.lowerBound..<min(row.upperBound, bytes.count)) != nil {
      return unreadable(
        "the header row is not UTF-8: the profile's \"encoding\" may say what it is")
    }
    do throws(HeaderFault) {
      let part = try part(names)
      let plan = try TableMapping(
        mapping, options: options, header: names, delimiter: delimiter, part: part)
      let cutter = CSVCutter(plan: plan.cutterPlan, limits: limits)
      return .ready(
        start: row.upperBound, blankLines: blankLines, .mappedTable(plan), RecordCutter(cutter))
    } catch {
      return unreadable(delimiterHint(names) + error.reason)
    }
  }
}
