internal import ExportProfiles

/// The texts by which a line refers to its parent and is referred to by its children: as they are
/// written, in quotes or as numbers.
struct FamilyReferences {
  var parent: Range<Int>?
  var id: Range<Int>?
}

/// The keys of those texts.
struct FamilyKeys {
  private let parent: [UInt8]
  private let id: [UInt8]

  init(_ children: ChildLines) {
    parent = Array(children.parentKey.utf8)
    id = Array(children.idKey.utf8)
  }

  /// Reads the references of the object that the scanner stands at, and passes over the line.
  ///
  /// - Parameter references: Receives them. Where the line is broken, it has those before the
  ///   fault.
  func read(
    _ scanner: inout JSONScanner, into references: inout FamilyReferences
  ) throws(JSONFault) {
    guard scanner.current == 0x7B else {
      throw JSONFault(reason: .notAnObject, index: scanner.index)
    }
    if try scanner.beginObject() {
      repeat { try readMember(&scanner, into: &references) } while try scanner.nextMember()
    }
    try scanner.finish()
  }

  @inline(__always)
  private func readMember(
    _ scanner: inout JSONScanner, into references: inout FamilyReferences
  ) throws(JSONFault) {
    let key = try scanner.key().range
    // Of a key that stands twice the first counts.
    if references.parent == nil, scanner.bytes.equal(key, to: parent) {
      references.parent = try text(&scanner)
    } else if references.id == nil, scanner.bytes.equal(key, to: id) {
      references.id = try text(&scanner)
    } else {
      try scanner.skipValue()
    }
  }

  /// The text of a value; nil where it is neither a string nor a number from 0 on.
  private func text(_ scanner: inout JSONScanner) throws(JSONFault) -> Range<Int>? {
    if scanner.current == 0x22 { return try scanner.string().range }
    let start = scanner.index
    let isNumber = scanner.current &- 0x30 < 10
    try scanner.skipValue()
    return isNumber ? start..<scanner.index : nil
  }
}
