/// All findings of one order, or of one whole export.
package struct Envelope: Sendable {
  /// Identifies this envelope; the same inputs give the same value on every run.
  package var traceID: TraceID
  /// The order's id as bytes; nil where it is missing, unreadable, or the envelope is about an
  /// export.
  package var orderID: [UInt8]?
  /// Path of the export as given.
  package var exportPath: String
  /// Number of the record in its export, from 1; nil for an envelope about a whole export.
  package var record: Int?
  /// Place of the record's first byte; nil for an envelope about a whole export.
  package var position: SourcePosition?
  /// The record's text without what is personal; nil unless records were asked for.
  package var recordText: [UInt8]?
  /// The findings, in the order that README gives under Report; never empty.
  package var findings: [Finding]

  package init(
    traceID: TraceID, orderID: [UInt8]?, exportPath: String, record: Int?,
    position: SourcePosition?, findings: [Finding]
  ) {
    self.traceID = traceID
    self.orderID = orderID
    self.exportPath = exportPath
    self.record = record
    self.position = position
    self.findings = findings
  }
}
