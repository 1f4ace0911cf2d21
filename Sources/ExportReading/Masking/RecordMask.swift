package import BasketModel
package import ExportProfiles

/// Shows records to people who ask for them, without what is personal.
///
/// Only values that are known to be harmless are shown: those of mapped fields that the profile
/// does not call personal. What is not mapped may be anything, so it is masked, and an access token
/// is masked whatever the profile says. Where a record cannot be read, no value is shown: a lost
/// quote or cell would move values under other names.
///
/// Slow and careful; nothing of a run without `--include-record` comes here.
package struct RecordMask {
  private enum Kind {
    case json(NestedRecordMask)
    case csv(TableRecordMask)
    case xml(NestedRecordMask)
  }

  private let kind: Kind
  private let bytesMax: Int

  /// - Parameters:
  ///   - layout: That of the export.
  ///   - profile: The one that the layout was compiled from.
  package init?(layout: ExportLayout, profile: Profile) {
    let shown = Set(OrderField.allCases).subtracting(profile.personalFields)
      .subtracting([.accessToken])
    switch layout.kind {
    case .jsonLines(let plan): kind = .json(NestedRecordMask(plan: plan, shown: shown))
    case .csv(let plan): kind = .csv(TableRecordMask(plan: plan, shown: shown))
    case .xml:
      guard let nested = profile.xml else { return nil }
      kind = .xml(NestedRecordMask(plan: NestedPlan(nested), shown: shown))
    case .mappedTable, .mappedLines, .mappedDocument, .mappedXML, .joinedTables:
      // What a mapping takes from where is not known to be harmless: such records are not shown.
      return nil
    }
    bytesMax = layout.limits.shownRecordBytesMax
  }

  /// The text of the record with index `record` in the batch that was read from `buffer`.
  ///
  /// - Complexity: O(records) to find its end, and O(*n*) in its bytes up to the limit.
  package func text(of record: Int, in batch: OrderBatch, buffer: InputBuffer) -> [UInt8] {
    let order = batch.orders[record]
    let start = Int(order.byte)
    // Records are in input order, but a row that cannot be read may stand inside of its order.
    let next = batch.orders[(record + 1)...].first { Int($0.byte) > start }
    let end = min(next.map { Int($0.byte) } ?? buffer.count, buffer.count)
    guard start < end else { return [] }
    let isReadable = !order.isUnreadable && !order.hasUnreadableRows
    // Names and masks are shorter than what they stand for, mostly; more is never needed.
    let bytes = buffer.bytes.copy(start..<min(end, start + 64 * bytesMax))
    return text(of: bytes, isReadable: isReadable)
  }

  /// The text of a record's bytes.
  package func text(of bytes: [UInt8], isReadable: Bool) -> [UInt8] {
    var output = MaskedText(bytesMax: bytesMax)
    switch kind {
    case .json(let mask): mask.appendJSON(bytes, isReadable: isReadable, to: &output)
    case .csv(let mask): mask.append(bytes, isReadable: isReadable, to: &output)
    case .xml(let mask): mask.appendXML(bytes, isReadable: isReadable, to: &output)
    }
    return output.finished()
  }
}
