internal import BasketModel
internal import ExportProfiles

/// Reads the header row of a CSV export and compiles the layout against it.
struct CSVHeader {
  let layout: TableLayout
  let delimiter: UInt8
  let limits: ReadLimits

  /// The header from `start` on, after blank lines.
  func preamble(_ bytes: PaddedBytes, from start: Int, isEnd: Bool) -> ExportStreamFormat.Preamble {
    let scanner = CSVRowScanner(delimiter: delimiter, cellBytesMax: limits.preambleBytesMax)
    var rowStart = start
    var ends: [CellEnd] = []
    var blankLines = 0
    while rowStart < bytes.count {
      ends.removeAll(keepingCapacity: true)
      switch scanner.scanRow(bytes, from: rowStart, isEnd: isEnd, into: &ends) {
      case .needsMore: return .needsMore
      case .fault(let fault, _, _):
        return .finished([
          .export(.unreadableInput, "the header row cannot be read: \(fault.description)")
        ])
      case .row(let next):
        if ends.count == 1,
          (rowStart..<ends[0].index).allSatisfy({ DecimalParser.isBlank(bytes[$0]) })
        {
          rowStart = next
          blankLines += 1
        } else {
          return compile(bytes, from: rowStart, ends, next: next, blankLines: blankLines)
        }
      }
    }
    return isEnd ? .finished([]) : .needsMore
  }

  private func compile(
    _ bytes: PaddedBytes, from start: Int, _ ends: [CellEnd], next: Int, blankLines: Int
  ) -> ExportStreamFormat.Preamble {
    guard ends.count <= limits.columnCountMax else {
      return .finished([.export(.unreadableInput, "more than \(limits.columnCountMax) columns")])
    }
    if bytes.firstInvalidUTF8(in: start..<min(next, bytes.count)) != nil {
      return .finished([.export(.unreadableInput, "the header row is not UTF-8")])
    }
    var names: [[UInt8]] = []
    var cellStart = start
    for end in ends {
      names.append(CSVCell.text(bytes, from: cellStart, to: end))
      cellStart = end.index + 1
    }
    do throws(HeaderFault) {
      let plan = try TablePlan(layout, header: names, delimiter: delimiter)
      let cutter = CSVCutter(plan: plan, limits: limits)
      return .ready(start: next, blankLines: blankLines, .csv(plan), RecordCutter(cutter))
    } catch {
      return .finished([.export(.unreadableInput, error.reason)])
    }
  }
}
