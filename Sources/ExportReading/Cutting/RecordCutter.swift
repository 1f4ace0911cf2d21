internal import BasketModel

/// The cutter of one export's format: one of them is set.
///
/// Optionals and not an enum: a payload of an enum would be copied, with its arrays, at every
/// change.
struct RecordCutter {
  private var lines: LineCutter?
  private var csv: CSVCutter?
  private var xml: XMLCutter?
  private var array: JSONArrayCutter?
  private var parents: ParentLineCutter?
  private var whole: WholeExportCutter?

  init(_ cutter: LineCutter) { lines = cutter }
  init(_ cutter: CSVCutter) { csv = cutter }
  init(_ cutter: XMLCutter) { xml = cutter }
  init(_ cutter: JSONArrayCutter) { array = cutter }
  init(_ cutter: ParentLineCutter) { parents = cutter }
  init(_ cutter: WholeExportCutter) { whole = cutter }

  /// Where the buffer may end; see `Cut`.
  mutating func cut(_ bytes: PaddedBytes, isEnd: Bool) -> Cut {
    if let cut = csv?.cut(bytes, isEnd: isEnd) { return cut }
    if let cut = xml?.cut(bytes, isEnd: isEnd) { return cut }
    if let cut = array?.cut(bytes, isEnd: isEnd) { return cut }
    if let cut = parents?.cut(bytes, isEnd: isEnd) { return cut }
    if let cut = whole?.cut(bytes, isEnd: isEnd) { return cut }
    return lines?.cut(bytes, isEnd: isEnd) ?? .needsMore
  }

  /// How far an oversized record reaches.
  mutating func skip(_ bytes: PaddedBytes, isFirst: Bool, isEnd: Bool) -> OversizedSkip {
    if let skip = csv?.skip(bytes, isFirst: isFirst, isEnd: isEnd) { return skip }
    if let skip = xml?.skip(bytes, isFirst: isFirst, isEnd: isEnd) { return skip }
    if let skip = array?.skip(bytes, isEnd: isEnd) { return skip }
    if parents != nil { return LineCutter().skip(bytes) }
    return lines?.skip(bytes) ?? OversizedSkip(end: bytes.count, isOver: false)
  }

  /// What the cutter found wrong with the export as a whole.
  var findings: [Finding] { xml?.findings ?? array?.findings ?? [] }

  /// Whether all bytes up to the export's end stand behind the records.
  var endsPastRecords: Bool { array?.isPastRecords ?? false }

  /// Whether the bytes before the last cut stand behind the records and are only counted.
  var isPastRecords: Bool {
    xml?.isPastRecords ?? array?.isPastRecords ?? false
  }
}
