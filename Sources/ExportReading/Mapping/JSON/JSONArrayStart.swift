internal import ExportProfiles

/// Finds the array of orders in a JSON document.
struct JSONArrayStart: Sendable {
  /// From the document to its array, one after the other.
  let paths: [ValuePath]
  let depthMax: Int

  enum Outcome {
    case needsMore
    case none
    /// Behind the opening bracket, with the number of objects around it.
    case found(Int, depth: Int)
  }

  /// - Parameter index: Of the document's first byte that is no blank.
  func find(_ bytes: PaddedBytes, from index: Int, isEnd: Bool) -> Outcome {
    if bytes[index] == 0x5B { return .found(index + 1, depth: 0) }
    guard bytes[index] == 0x7B else { return .none }
    for path in paths {
      var scanner = JSONScanner(bytes, from: index, depthMax: depthMax, lineFeedIsSpace: true)
      do throws(JSONFault) {
        let keys = path.names.map { Array($0.utf8) }
        guard try JSONDescent.find(keys, &scanner), scanner.current == 0x5B,
          try firstElementFits(path, scanner)
        else { continue }
        return .found(scanner.index + 1, depth: keys.count)
      } catch {
        // A line that is cut by the buffer's end may still be a document.
        if error.index >= bytes.count, !isEnd { return .needsMore }
      }
    }
    return .none
  }

  /// Whether the first element of an array fits the predicates of the path's last step: an order
  /// may have a list under the name that a document has its orders under. An empty array fits.
  private func firstElementFits(
    _ path: ValuePath, _ array: JSONScanner
  ) throws(JSONFault) -> Bool {
    var element = array
    element.index += 1
    element.skipSpace()
    if element.current == 0x5D { return true }
    for predicate in path.steps.last?.predicates ?? [] {
      var scanner = element
      let keys = predicate.path.names.map { Array($0.utf8) }
      let text = try JSONDescent.find(keys, &scanner) ? try Self.text(&scanner) : []
      if text.elementsEqual(predicate.text.utf8) != predicate.isEqual { return false }
    }
    return true
  }

  /// The text of the value that the scanner stands at, as it is written; empty for null.
  private static func text(_ scanner: inout JSONScanner) throws(JSONFault) -> [UInt8] {
    if scanner.current == 0x22 { return scanner.bytes.copy(try scanner.string().range) }
    let start = scanner.index
    try scanner.skipValue()
    let text = scanner.bytes.copy(start..<scanner.index)
    return text.elementsEqual("null".utf8) ? [] : text
  }
}
