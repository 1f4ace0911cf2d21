internal import BasketModel
internal import ExportProfiles

/// A mapping compiled for XML exports, with where their records are.
struct XMLMapping: Sendable {
  let mapping: MappingPlan
  let tolerance: Tolerance
  /// Where records begin and end; nil where the whole document is one record.
  let document: XMLDocument?
  let limits: ReadLimits
}

/// Reads the start of an XML document for a mapping.
struct XMLMappingPreamble {
  let mapping: RecordMapping
  let limits: ReadLimits

  func preamble(_ bytes: PaddedBytes, isEnd: Bool) -> ExportStreamFormat.Preamble {
    let plan = MappingPlan(mapping, trie: PathTrie())
    var paths = mapping.recordPaths
    if paths.count > 1 || paths.first?.steps.count == 1 {
      guard let root = XMLRootName.find(bytes).map({ String(decoding: $0, as: UTF8.self) }) else {
        return isEnd || bytes.count >= limits.preambleBytesMax
          ? unreadable("no root element is in sight") : .needsMore
      }
      paths.removeAll { $0.names.first != root }
      if paths.contains(where: { $0.steps.count == 1 }) {
        let whole = XMLMapping(
          mapping: plan, tolerance: mapping.tolerance, document: nil, limits: limits)
        return .ready(
          start: 0, blankLines: 0, .mappedXML(whole), RecordCutter(WholeExportCutter()))
      }
      if paths.isEmpty { return unreadable("the root element is <\(root)>, \(expectedRoots)") }
    }
    switch read(bytes, paths, isEnd: isEnd) {
    case nil: return unreadable("no record can be found")
    case .needsMore?: return .needsMore
    case .finished(let findings)?: return .finished(findings)
    case .ready(let document, let contentStart)?:
      let records = XMLMapping(
        mapping: plan, tolerance: mapping.tolerance, document: document, limits: limits)
      return .ready(
        start: contentStart, blankLines: 0, .mappedXML(records), RecordCutter(XMLCutter(document)))
    }
  }

  /// Reads the start as the first path that fits says; of several, whose record is in sight.
  private func read(
    _ bytes: PaddedBytes, _ paths: [ValuePath], isEnd: Bool
  ) -> XMLPreamble.Result? {
    var result: XMLPreamble.Result?
    for path in paths {
      let layout = NestedLayout(recordPath: path.names, orderFields: [:])
      let outcome = XMLPreamble(layout, limits: limits).read(bytes, isEnd: isEnd)
      switch outcome {
      case .needsMore: return .needsMore
      case .finished: if result == nil { result = outcome }
      case .ready(_, let start):
        if paths.count == 1 { return outcome }
        if XMLRootName.find(path.names.last ?? "", bytes, from: start) { return outcome }
        if case .ready? = result { continue }
        result = outcome
      }
    }
    if paths.count > 1, !isEnd, bytes.count < limits.preambleBytesMax { return .needsMore }
    return result
  }

  private var expectedRoots: String {
    var names: [String] = []
    for name in mapping.recordPaths.compactMap(\.names.first) where !names.contains(name) {
      names.append(name)
    }
    let tags = names.map { "<\($0)>" }
    return "expected " + (tags.count > 1 ? "one of " : "") + tags.joined(separator: ", ")
  }

  private func unreadable(_ reason: String) -> ExportStreamFormat.Preamble {
    .finished([.export(.unreadableInput, reason)])
  }
}

/// Makes one record of a whole export.
struct WholeExportCutter {
  func cut(_ bytes: PaddedBytes, isEnd: Bool) -> Cut {
    isEnd ? .end(at: bytes.count) : .needsMore
  }
}

/// The local name of a document's root element.
enum XMLRootName {
  /// The name; nil where the bytes end before it does.
  static func find(_ bytes: PaddedBytes) -> [UInt8]? {
    var index = 0
    while index < bytes.count {
      index = bytes.first(0x3C, in: index..<bytes.count)
      guard index + 1 < bytes.count else { return nil }
      switch bytes[index + 1] {
      case 0x3F, 0x21:
        guard let end = miscEnd(bytes, index) else { return nil }
        index = end
      default: return name(bytes, from: index + 1)
      }
    }
    return nil
  }

  /// Whether an element with a local name begins behind a place.
  static func find(_ name: String, _ bytes: PaddedBytes, from start: Int) -> Bool {
    let wanted = Array(name.utf8)
    var open = bytes.first(0x3C, in: start..<bytes.count)
    while open < bytes.count {
      if self.name(bytes, from: open + 1) == wanted { return true }
      open = bytes.first(0x3C, in: open + 1..<bytes.count)
    }
    return false
  }

  /// The local part of the name that begins at a place.
  static func name(_ bytes: PaddedBytes, from start: Int) -> [UInt8]? {
    var index = start
    var nameStart = start
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D, 0x2F, 0x3E: return bytes.copy(nameStart..<index)
      case 0x3A: nameStart = index + 1
      default: break
      }
      index += 1
    }
    return nil
  }

  /// Behind a comment, processing instruction or DOCTYPE without declarations.
  static func miscEnd(_ bytes: PaddedBytes, _ open: Int) -> Int? {
    let isComment = bytes[open + 2] == 0x2D
    var index = open + 2
    while index < bytes.count {
      index = bytes.first(0x3E, in: index..<bytes.count)
      guard index < bytes.count else { return nil }
      index += 1
      let isClosed =
        bytes[open + 1] == 0x3F
        ? bytes[index - 2] == 0x3F
        : !isComment || (index >= open + 7 && bytes[index - 2] == 0x2D && bytes[index - 3] == 0x2D)
      if isClosed { return index }
    }
    return nil
  }
}
