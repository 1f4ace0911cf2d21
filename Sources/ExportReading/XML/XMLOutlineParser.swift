internal import CXMLParser
internal import Glibc

/// Parses what is around the records (the preamble, the end), and knows only elements and faults.
///
/// Refuses a DOCTYPE as soon as it is seen, so no entity can ever be declared.
struct XMLOutlineParser {
  private let storage: XMLOutlineStorage

  /// - Parameters:
  ///   - path: Local names to follow from the root; `reached` says when the last one was seen.
  ///   - stopsAtEnd: Whether to stop at the start tag of the last one.
  ///   - passesDoctype: Goes on after a DOCTYPE without reading it; only for conformance tests.
  ///   - limits: Depth, attributes and names.
  init(path: [[UInt8]], stopsAtEnd: Bool, limits: ReadLimits, passesDoctype: Bool = false) {
    storage = XMLOutlineStorage(
      XMLOutlineState(
        path: path, stopsAtEnd: stopsAtEnd, passesDoctype: passesDoctype, limits: limits))
  }

  func parse(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    storage.context?.parse(bytes)
  }

  func parse(_ bytes: PaddedBytes, _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    storage.context?.parse(bytes, range)
  }

  /// Says that nothing follows; then `outcome` is final.
  func end() {
    storage.context?.end()
  }

  /// What was seen so far.
  var outcome: XMLOutlineState { storage.outcome }
}

/// What an outline parser has seen.
struct XMLOutlineState {
  let path: [[UInt8]]
  let stopsAtEnd: Bool
  let passesDoctype: Bool
  let limits: ReadLimits
  /// Open elements.
  var depth = 0
  /// How many names of `path` are open.
  var matched = 0
  /// Where the start tag of the last name of `path` ends, at its `>` or `/>`; bytes from 0.
  var reachedAt: Int?
  /// The same for the start tags of all open names of `path`.
  var tagEnds: [Int] = []
  /// How often the last name of `path` was reached.
  var reachedCount = 0
  /// Whether the root's end tag was seen.
  var isRootClosed = false
  /// Local name of the root.
  var rootName: [UInt8]?
  var hasDoctype = false
  /// The first fault: an English sentence part.
  var fault: String?
  unowned(unsafe) var context: XMLParserContext?

  mutating func start(_ name: [UInt8], at place: Int, attributes: Int) {
    if depth == 0 { rootName = name }
    depth += 1
    if depth > limits.nestingDepthMax { return stop("more than \(limits.nestingDepthMax) levels") }
    if name.count > limits.nameBytesMax {
      return stop("a name of more than \(limits.nameBytesMax) bytes")
    }
    if attributes > limits.attributeCountMax {
      return stop("more than \(limits.attributeCountMax) attributes in one element")
    }
    guard matched == depth - 1, matched < path.count else { return }
    guard path[matched] == name else {
      if depth == 1 {
        stop(
          "the root element is <\(String(decoding: name, as: UTF8.self))>, "
            + "expected <\(String(decoding: path[0], as: UTF8.self))>")
      }
      return
    }
    matched += 1
    tagEnds.append(place)
    guard matched == path.count else { return }
    reachedCount += 1
    reachedAt = place
    if stopsAtEnd { stopQuietly() }
  }

  mutating func end() {
    if matched == depth {
      matched -= 1
      if !tagEnds.isEmpty { tagEnds.removeLast() }
    }
    depth -= 1
    if depth == 0 { isRootClosed = true }
  }

  mutating func doctype() {
    hasDoctype = true
    if !passesDoctype { stop("a DOCTYPE is not accepted") }
  }

  mutating func stop(_ reason: String) {
    if fault == nil { fault = reason }
    stopQuietly()
  }

  private func stopQuietly() {
    guard let pointer = unsafe context?.pointer else { return }
    unsafe xml_parser_stop(pointer)
  }
}

/// Keeps an outline parser's state at a fixed address, for the parser's handlers.
@safe
private final class XMLOutlineStorage {
  private let state: UnsafeMutablePointer<XMLOutlineState>
  private(set) var context: XMLParserContext?

  init(_ initial: XMLOutlineState) {
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: initial)
    let context = unsafe XMLParserContext(Self.events(), state: state)
    unsafe state.pointee.context = context
    unsafe state.pointee.fault = XMLParserContext.missing
    self.context = context
  }

  deinit {
    context = nil
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  var outcome: XMLOutlineState { unsafe state.pointee }

  private static func events() -> xml_parser_events {
    var events = xml_parser_events()
    unsafe events.start_element = { state, name, namespaces, attributes, _ in
      guard let state = unsafe state?.assumingMemoryBound(to: XMLOutlineState.self),
        let name = unsafe name, let pointer = unsafe state.pointee.context?.pointer
      else { return }
      let bytes = unsafe Array(UnsafeBufferPointer(start: name, count: Int(strlen(name))))
      unsafe state.pointee.start(
        bytes, at: xml_parser_current(pointer), attributes: Int(namespaces) + Int(attributes))
    }
    unsafe events.end_element = { state in
      unsafe state?.assumingMemoryBound(to: XMLOutlineState.self).pointee.end()
    }
    unsafe events.doctype = { state in
      unsafe state?.assumingMemoryBound(to: XMLOutlineState.self).pointee.doctype()
    }
    unsafe events.fault = { state, message in
      guard let state = unsafe state?.assumingMemoryBound(to: XMLOutlineState.self) else { return }
      guard unsafe state.pointee.fault == nil else { return }
      unsafe state.pointee.fault = xmlReason(message)
    }
    return events
  }
}
