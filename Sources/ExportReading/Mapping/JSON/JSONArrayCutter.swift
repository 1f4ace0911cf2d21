internal import BasketModel
internal import ExportProfiles

/// Cuts a JSON document between the elements of the array that holds its orders, or an export of
/// JSON values one after the other, with line feeds in them, between those.
///
/// Buffers begin at an element, or at the array's end. Where an element ends is a lexical rule
/// (brackets outside of strings), so that a broken element does not cost those after it and cuts do
/// not depend on buffers.
struct JSONArrayCutter {
  /// Finds the arrays of further documents; nil where there are none.
  private let arrays: JSONArrayStart?
  /// Whether there is no array around the values.
  private let isSequence: Bool
  private let limits: ReadLimits
  private(set) var findings: [Finding] = []
  /// Whether the array has ended; what follows is only counted.
  private(set) var isPastRecords = false
  /// Whether the next bytes are the first of a further document, and whether they are its elements.
  private var isAtDocument = false
  private var isAtElements = false
  /// Whether nothing more can be found in the export.
  private var isOver = false
  /// Closing brackets that are still to come.
  private var open: Int
  private var tail = TailState()

  /// What stands behind the array.
  private struct TailState {
    var isInString = false
    var isEscaped = false
    var hasBytesAfterEnd = false
  }

  /// - Parameters:
  ///   - depth: Objects around the array.
  ///   - isSequence: Whether there is no array.
  init(
    depth: Int, isSequence: Bool = false, arrays: JSONArrayStart? = nil, limits: ReadLimits
  ) {
    self.arrays = arrays
    self.isSequence = isSequence
    self.limits = limits
    open = depth + 1
  }

  mutating func cut(_ bytes: PaddedBytes, isEnd: Bool) -> Cut {
    if isAtElements {
      isAtElements = false
      isPastRecords = false
    }
    if isAtDocument { return enterDocument(bytes, isEnd: isEnd) }
    if isPastRecords { return passTail(bytes, from: 0, isEnd: isEnd) }
    var boundary = 0
    var index = 0
    while true {
      let start = Self.elementStart(bytes, from: index)
      if start >= bytes.count { break }
      if bytes[start] == 0x5D, !isSequence {
        // Before another document the records are a buffer of their own.
        if isEnd, arrays == nil || !mayHoldDocument(bytes, from: start) {
          return passTail(bytes, from: start, isEnd: true)
        }
        if start > 0 { return .at(start) }
        isPastRecords = true
        return passTail(bytes, from: 0, isEnd: isEnd)
      }
      guard
        let end = Self.elementEnd(bytes, from: start, limits: limits, isEnd: isEnd),
        end < bytes.count || isEnd
      else { break }
      boundary = end
      index = end
    }
    if isEnd, isSequence { return .end(at: bytes.count) }
    if isEnd {
      findings.append(
        .export(.truncatedInput, "the document ends before the end of its array of orders"))
      return .end(at: bytes.count)
    }
    return boundary > 0 ? .at(boundary) : .needsMore
  }

  /// Passes over an element that is larger than a record may be: to its end, wherever that is.
  mutating func skip(_ bytes: PaddedBytes, isEnd: Bool) -> OversizedSkip {
    let start = Self.elementStart(bytes, from: 0)
    if let end = Self.lexicalEnd(bytes, from: start), end < bytes.count {
      return OversizedSkip(end: end, isOver: true)
    }
    // Its strings and brackets cannot be followed across buffers that are dropped.
    if !isPastRecords {
      isPastRecords = true
      isOver = true
      findings.append(
        .export(
          .unreadableInput,
          "a record is longer than \(limits.recordBytesMax) bytes; what follows it cannot be found"
        ))
    }
    return OversizedSkip(end: bytes.count, isOver: false)
  }

  // MARK: Elements

  /// Where the next element, or the array's end, stands: behind blanks and a comma.
  static func elementStart(_ bytes: PaddedBytes, from start: Int) -> Int {
    var index = start
    while DecimalParser.isBlank(bytes[index]) || bytes[index] == 0x2C { index += 1 }
    return min(index, bytes.count)
  }

  /// Where an element ends; nil where the bytes end first.
  static func elementEnd(
    _ bytes: PaddedBytes, from start: Int, limits: ReadLimits, isEnd: Bool
  ) -> Int? {
    var scanner = JSONScanner(
      bytes, from: start, depthMax: limits.nestingDepthMax, lineFeedIsSpace: true)
    do throws(JSONFault) {
      try scanner.skipValue()
      // A number at the end of the bytes may go on.
      return scanner.index
    } catch {
      return error.index >= bytes.count ? nil : lexicalEnd(bytes, from: start)
    }
  }

  /// The end of a broken element: the next comma or closing bracket that stands outside of its own
  /// brackets and strings.
  private static func lexicalEnd(_ bytes: PaddedBytes, from start: Int) -> Int? {
    var depth = 0
    var isInString = false
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if isInString {
        if byte == 0x5C { index += 1 } else if byte == 0x22 { isInString = false }
      } else {
        switch byte {
        case 0x22: isInString = true
        case 0x7B, 0x5B: depth += 1
        case 0x7D, 0x5D:
          if depth == 0 { return max(index, start + 1) }
          depth -= 1
        case 0x2C where depth == 0: return max(index, start + 1)
        default: break
        }
      }
      index += 1
    }
    return nil
  }

  // MARK: Further documents

  /// Whether a bracket opens behind the end of the document whose array ends at `start`; strings
  /// are not looked at, so it may be said where none does.
  private func mayHoldDocument(_ bytes: PaddedBytes, from start: Int) -> Bool {
    bytes.first(0x7B, in: start..<bytes.count) < bytes.count
      || bytes.first(0x5B, in: start..<bytes.count) < bytes.count
  }

  /// Goes to the first element of the document that begins with the bytes.
  private mutating func enterDocument(_ bytes: PaddedBytes, isEnd: Bool) -> Cut {
    switch arrays?.find(bytes, from: 0, isEnd: isEnd) ?? .none {
    case .needsMore: return .needsMore
    case .none:
      isAtDocument = false
      isOver = true
      findings.append(
        .export(.unreadableInput, "a further document has no array of orders where they are"))
      return passTail(bytes, from: 0, isEnd: isEnd)
    case .found(let place, let depth):
      isAtDocument = false
      isAtElements = true
      open = depth + 1
      tail = TailState()
      return .at(place)
    }
  }

  // MARK: Behind the array

  private mutating func passTail(_ bytes: PaddedBytes, from start: Int, isEnd: Bool) -> Cut {
    // The last byte stays, so that the last buffer is known as such.
    let end = isEnd ? bytes.count : bytes.count - 1
    for index in start..<max(start, end) {
      let byte = bytes[index]
      if tail.isEscaped {
        tail.isEscaped = false
      } else if tail.isInString {
        if byte == 0x5C { tail.isEscaped = true } else if byte == 0x22 { tail.isInString = false }
      } else if open == 0 {
        if DecimalParser.isBlank(byte) { continue }
        if arrays != nil, !isOver, !tail.hasBytesAfterEnd, byte == 0x7B || byte == 0x5B {
          isAtDocument = true
          if index > 0 { return .at(index) }
          return enterDocument(bytes, isEnd: isEnd)
        }
        tail.hasBytesAfterEnd = true
      } else {
        switch byte {
        case 0x22: tail.isInString = true
        case 0x7B, 0x5B: open += 1
        case 0x7D, 0x5D: open -= 1
        default: break
        }
      }
    }
    guard isEnd else { return end > 0 ? .at(end) : .needsMore }
    if isOver { return .end(at: bytes.count) }
    if open > 0 {
      findings.append(.export(.truncatedInput, "the document ends before its last bracket"))
    } else if tail.hasBytesAfterEnd {
      findings.append(
        .export(.unreadableInput, "what follows the document is none, and is not read"))
    }
    return .end(at: bytes.count)
  }
}

/// Cuts JSON Lines before a line that refers to no parent.
///
/// A line that holds the key's name anywhere may refer to one: then the cut is elsewhere, which
/// costs nothing.
struct ParentLineCutter {
  private let key: [UInt8]

  init(_ plan: JSONMapping) {
    key = Array("\"\(plan.children?.parentKey ?? "")\"".utf8)
  }

  func cut(_ bytes: PaddedBytes, isEnd: Bool) -> Cut {
    if isEnd { return .end(at: bytes.count) }
    guard var end = bytes.last(0x0A, in: 0..<bytes.count) else { return .needsMore }
    while end > 0, let before = bytes.last(0x0A, in: 0..<end) {
      if mayBeParent(bytes, before + 1..<end) { return .at(before + 1) }
      end = before
    }
    return .needsMore
  }

  private func mayBeParent(_ bytes: PaddedBytes, _ line: Range<Int>) -> Bool {
    if line.allSatisfy({ DecimalParser.isBlank(bytes[$0]) }) { return false }
    let text = TextRange.inBuffer(offset: line.lowerBound, count: line.count)
    return !RecordText(bytes).contains(text, key)
  }
}
