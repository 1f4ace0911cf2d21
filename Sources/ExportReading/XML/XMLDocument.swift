/// What reading the records of one XML document needs: made by `XMLPreamble`, shared by all
/// workers.
struct XMLDocument: Sendable {
  /// The start tags of the record element's ancestors as they stand in the export, namespaces
  /// included; parsed before the bytes of every buffer.
  let startTags: [UInt8]
  /// Local names of those ancestors, the root first.
  let ancestors: [[UInt8]]
  /// Local name of the record element.
  let recordName: [UInt8]
  /// Where the fields stand in a record.
  let plan: XMLPlan
  let limits: ReadLimits
  /// Whether the innermost ancestor is an empty-element tag (`<orders/>`), so that no record
  /// follows.
  let isEmpty: Bool

  /// The lexical rule that says where records begin.
  var scanner: XMLRecordScanner {
    XMLRecordScanner(recordName: recordName, parentName: ancestors.last ?? [])
  }

  /// The innermost ancestor for people: `<orders>`.
  var parentTag: String { "<\(String(decoding: ancestors.last ?? [], as: UTF8.self))>" }
}
