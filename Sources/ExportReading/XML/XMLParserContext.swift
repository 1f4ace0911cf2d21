internal import CXMLParser

/// One libxml2 push parser, freed with its owner.
///
/// Owned by one task at a time. The events get the state as a raw pointer, so an event costs no
/// reference count.
@safe
final class XMLParserContext {
  /// The parser; nil only where memory ran out, or libxml2 is missing.
  let pointer: OpaquePointer?

  /// Why there is no parser, as an English sentence part; nil where there can be one.
  static var missing: String? {
    guard let reason = unsafe xml_parser_missing() else { return nil }
    return unsafe String(cString: reason)
  }

  /// - Parameters:
  ///   - events: What the parser calls; copied.
  ///   - state: The first argument of each; must outlive the parser's work.
  @unsafe init(_ events: xml_parser_events, state: UnsafeMutableRawPointer) {
    unsafe pointer = withUnsafePointer(to: events) { unsafe xml_parser_create($0, state) }
  }

  deinit {
    unsafe xml_parser_destroy(pointer)
  }

  /// Begins a new document; interned names stay.
  func restart() {
    guard let pointer = unsafe pointer else { return }
    unsafe xml_parser_restart(pointer)
  }

  /// Parses more bytes.
  func parse(_ bytes: [UInt8], isEnd: Bool = false) {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let pointer = unsafe pointer, let base = buffer.baseAddress else { return }
      unsafe xml_parser_parse(pointer, base, Int32(buffer.count), isEnd)
    }
  }

  /// Parses more bytes.
  func parse(_ bytes: PaddedBytes, _ range: Range<Int>, isEnd: Bool = false) {
    guard let pointer = unsafe pointer else { return }
    let base = unsafe bytes.pointer(at: range.lowerBound)
    unsafe xml_parser_parse(pointer, base, Int32(range.count), isEnd)
  }

  /// Parses what is left, knowing that nothing follows.
  func end() {
    guard let pointer = unsafe pointer else { return }
    unsafe xml_parser_parse(pointer, nil, 0, true)
  }

  /// Bytes of the document that were read; -1 once the parser was stopped.
  var consumed: Int {
    guard let context = unsafe pointer else { return -1 }
    return unsafe xml_parser_current(context)
  }
}

/// The parser's message on one line, without the data it quotes beyond names.
@unsafe func xmlReason(_ message: UnsafePointer<CChar>?) -> String {
  guard let message = unsafe message else { return "not well-formed XML" }
  var text: [UInt8] = []
  var index = 0
  while unsafe message[index] != 0, text.count < 160 {
    let byte = unsafe UInt8(bitPattern: message[index])
    if byte == 0x0A || byte == 0x0D { break }
    text.append(byte >= 0x20 && byte != 0x7F ? byte : 0x20)
    index += 1
  }
  while let last = text.last, last == 0x20 || last == 0x3A { text.removeLast() }
  if text.starts(with: "Input is not proper UTF-8".utf8) {
    return "not UTF-8, and the document declares no other encoding"
  }
  return "not well-formed XML: " + String(decoding: text, as: UTF8.self)
}
