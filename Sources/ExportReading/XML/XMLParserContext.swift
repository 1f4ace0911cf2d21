internal import CLibXML2

/// One libxml2 push parser, freed with its owner.
///
/// Owned by one task at a time. The handlers get the state as a raw pointer, so an event costs no
/// reference count.
@safe
final class XMLParserContext {
  /// The parser; nil only where memory ran out.
  let pointer: xmlParserCtxtPtr?

  // The library wants one call before the first parser on any thread.
  private static let isInitialized: Bool = {
    xmlInitParser()
    return true
  }()

  /// - Parameters:
  ///   - handler: What the parser calls; copied.
  ///   - state: The handlers' first argument; must outlive the parser's work.
  @unsafe init(_ handler: xmlSAXHandler, state: UnsafeMutableRawPointer) {
    var handler = unsafe handler
    _ = Self.isInitialized
    unsafe pointer = order_audit_xml_open(&handler, state)
  }

  deinit {
    unsafe xmlFreeParserCtxt(pointer)
  }

  /// Begins a new document; interned names stay.
  func restart() {
    guard let pointer = unsafe pointer else { return }
    _ = unsafe order_audit_xml_restart(pointer)
  }

  /// Parses more bytes.
  func parse(_ bytes: [UInt8], isEnd: Bool = false) {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let context = unsafe pointer, let base = buffer.baseAddress else { return }
      unsafe base.withMemoryRebound(to: CChar.self, capacity: buffer.count) { characters in
        _ = unsafe xmlParseChunk(context, characters, Int32(buffer.count), isEnd ? 1 : 0)
      }
    }
  }

  /// Parses more bytes.
  func parse(_ bytes: PaddedBytes, _ range: Range<Int>, isEnd: Bool = false) {
    guard let context = unsafe pointer else { return }
    let base = unsafe bytes.pointer(at: range.lowerBound)
    unsafe base.withMemoryRebound(to: CChar.self, capacity: range.count) { characters in
      _ = unsafe xmlParseChunk(context, characters, Int32(range.count), isEnd ? 1 : 0)
    }
  }

  /// Parses what is left, knowing that nothing follows.
  func end() {
    guard let context = unsafe pointer else { return }
    _ = unsafe xmlParseChunk(context, nil, 0, 1)
  }

  /// Bytes of the document that were read; -1 once the parser was stopped.
  var consumed: Int {
    guard let context = unsafe pointer else { return -1 }
    return unsafe order_audit_xml_current(context)
  }
}

/// The parser's message on one line, without the data it quotes beyond names.
@unsafe func xmlReason(_ error: UnsafePointer<xmlError>?) -> String {
  guard let error = unsafe error, let message = unsafe error.pointee.message else {
    return "not well-formed XML"
  }
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
