internal import BasketModel
package import ExportProfiles

extension Profile {
  /// The profile for one export: where it leaves open whether the lines of an order stand together,
  /// the export's first bytes decide.
  ///
  /// They stand together where most lines follow the order that they belong to; the others are
  /// faults then. Else lines are gathered.
  ///
  /// - Complexity: O(*n*) in bytes, for profiles that leave it open.
  package func settled(for firstBytes: [UInt8]) -> Profile {
    guard let children = mappings.json?.children, children.order == .either else { return self }
    var settled = self
    settled.mappings.json?.children?.order =
      FamilyLines(children, in: firstBytes).standTogether ? .adjacent : .scattered
    return settled
  }
}

/// Whether lines follow the lines that they refer to.
private struct FamilyLines {
  private var followers = 0
  private var strangers = 0
  private let keys: FamilyKeys
  /// The ids of the last order and of its children.
  private var ids: [Range<Int>] = []

  var standTogether: Bool { followers > strangers }

  init(_ children: ChildLines, in firstBytes: [UInt8]) {
    keys = FamilyKeys(children)
    let buffer = InputBuffer(capacity: firstBytes.count + 1)
    buffer.appendLine(firstBytes.span)
    buffer.endAppending()
    let bytes = buffer.bytes
    var start = ExportStreamFormat.byteOrderMarkLength(bytes)
    while start < bytes.count {
      let end = bytes.first(0x0A, in: start..<bytes.count)
      note(bytes, start..<end)
      start = end + 1
    }
  }

  /// Takes a line into account, if it can be read: the end of the bytes may cut the last one.
  private mutating func note(_ bytes: PaddedBytes, _ line: Range<Int>) {
    var scanner = JSONScanner(
      bytes, from: line.lowerBound, depthMax: ReadLimits.standard.nestingDepthMax,
      lineFeedIsSpace: false)
    scanner.skipSpace()
    var references = FamilyReferences()
    // Whoever reads the line says what is wrong with it.
    do throws(JSONFault) { try keys.read(&scanner, into: &references) } catch { return }
    if let parent = references.parent {
      let follows = ids.contains { bytes.equal($0, parent) }
      followers += follows ? 1 : 0
      strangers += follows ? 0 : 1
      guard follows else { return }
    } else {
      ids.removeAll(keepingCapacity: true)
    }
    if let id = references.id { ids.append(id) }
  }
}
