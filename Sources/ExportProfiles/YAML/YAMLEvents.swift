internal import CLibYAML

/// The events of one YAML text, one after the other. The only file that knows libyaml.
///
/// The proof of the unsafe pointers: `parser` and `text` are allocated by `init`, freed by `deinit`
/// alone, and outlive every call. The parser reads `text` up to its count. An event's pointers are
/// used before the event is deleted, in the function that asked for it.
@safe
struct YAMLEvents: ~Copyable {
  /// What begins or ends at a place.
  enum Kind: Equatable {
    case text(String)
    case listStart
    case mappingStart
    /// The end of the list or mapping that began last.
    case collectionEnd
    case alias
    case documentStart
    case documentEnd
    case textEnd
  }

  struct Event {
    var kind: Kind
    var place: ProfilePlace
    /// Whether a name for aliases stands in front of it.
    var isAnchored = false
  }

  /// Why there is no further event.
  enum Fault: Error {
    /// An English sentence part; the place may lie behind the text, and is nil where it is unknown.
    case syntax(reason: String, place: ProfilePlace?)
    case outOfMemory
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>
  private let isInitialized: Bool
  private var hasFailed = false

  init(_ text: String) {
    let bytes = Array(text.utf8)
    unsafe self.text = .allocate(capacity: bytes.count)
    _ = unsafe self.text.initialize(from: bytes)
    unsafe parser = .allocate(capacity: 1)
    unsafe parser.initialize(to: yaml_parser_t())
    isInitialized = unsafe yaml_parser_initialize(parser) == 1
    guard isInitialized else { return }
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, self.text.baseAddress, bytes.count)
  }

  deinit {
    if isInitialized { unsafe yaml_parser_delete(parser) }
    unsafe parser.deallocate()
    unsafe text.deallocate()
  }

  /// The next event; that of the stream's start is passed over.
  ///
  /// - Complexity: O(bytes that it took).
  mutating func next() throws(Fault) -> Event {
    guard isInitialized, !hasFailed else { throw .outOfMemory }
    while true {
      var event = unsafe yaml_event_t()
      guard unsafe yaml_parser_parse(parser, &event) == 1 else {
        hasFailed = true
        throw fault()
      }
      defer { unsafe yaml_event_delete(&event) }
      if let known = unsafe Self.event(event) { return known }
    }
  }

  private static func event(_ event: yaml_event_t) -> Event? {
    let place = unsafe place(event.start_mark)
    switch unsafe event.type {
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      return Event(
        kind: .text(unsafe String(decoding: bytes, as: UTF8.self)), place: place,
        isAnchored: unsafe scalar.anchor != nil)
    case YAML_SEQUENCE_START_EVENT:
      let isAnchored = unsafe event.data.sequence_start.anchor != nil
      return Event(kind: .listStart, place: place, isAnchored: isAnchored)
    case YAML_MAPPING_START_EVENT:
      let isAnchored = unsafe event.data.mapping_start.anchor != nil
      return Event(kind: .mappingStart, place: place, isAnchored: isAnchored)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      return Event(kind: .collectionEnd, place: place)
    case YAML_ALIAS_EVENT: return Event(kind: .alias, place: place)
    case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, place: place)
    case YAML_DOCUMENT_END_EVENT: return Event(kind: .documentEnd, place: place)
    case YAML_STREAM_END_EVENT: return Event(kind: .textEnd, place: place)
    default: return nil
    }
  }

  private static func place(_ mark: yaml_mark_t) -> ProfilePlace {
    ProfilePlace(
      line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
  }

  /// What the parser says about where it stopped.
  private func fault() -> Fault {
    let error = unsafe parser.pointee.error
    guard error != YAML_MEMORY_ERROR else { return .outOfMemory }
    let sentences = unsafe [parser.pointee.context, parser.pointee.problem]
    let reason = unsafe sentences.compactMap { text in
      unsafe text.map { unsafe String(cString: $0) }
    }.joined(separator: ", ")
    let hasPlace = error == YAML_SCANNER_ERROR || error == YAML_PARSER_ERROR
    return .syntax(
      reason: reason, place: hasPlace ? Self.place(unsafe parser.pointee.problem_mark) : nil)
  }
}
