package import ExportProfiles

/// The character encoding of an XML document, found in its first bytes (XML 1.0, appendix F).
package struct XMLEncoding: Sendable, Equatable {
  /// The name that the system's converter gets, for example `UTF-16LE` or `ISO-8859-9`.
  package let name: String
  /// Bytes of a byte order mark in front of the document.
  package let markLength: Int

  /// The encoding that the document must be converted from; nil where it is UTF-8.
  ///
  /// A declaration that says UTF-16 or UTF-32 in bytes that plainly are neither is a common slip of
  /// programs that write UTF-8; it is passed over, and the bytes must prove to be UTF-8.
  ///
  /// - Parameter firstBytes: The first bytes of the document; 256 are enough.
  package static func encodingNeeded(firstBytes: [UInt8]) -> XMLEncoding? {
    let marks: [(mark: [UInt8], name: String)] = [
      ([0xFF, 0xFE, 0, 0], "UTF-32LE"), ([0, 0, 0xFE, 0xFF], "UTF-32BE"),
      ([0xFF, 0xFE], "UTF-16LE"), ([0xFE, 0xFF], "UTF-16BE"),
    ]
    for (mark, name) in marks where firstBytes.starts(with: mark) {
      return XMLEncoding(name: name, markLength: mark.count)
    }
    let patterns: [(first: [UInt8], name: String)] = [
      ([0x3C, 0, 0, 0], "UTF-32LE"), ([0, 0, 0, 0x3C], "UTF-32BE"),
      ([0x3C, 0], "UTF-16LE"), ([0, 0x3C], "UTF-16BE"),
    ]
    for (first, name) in patterns where firstBytes.starts(with: first) {
      return XMLEncoding(name: name, markLength: 0)
    }
    if firstBytes.starts(with: [0xEF, 0xBB, 0xBF]) { return nil }
    guard let declared = declaredName(firstBytes) else { return nil }
    let upper = declared.uppercased()
    if upper == "UTF-8" || upper == "UTF8" { return nil }
    if ["UTF-16", "UTF-32", "UCS-", "ISO-10646-UCS"].contains(where: { upper.hasPrefix($0) }) {
      return nil
    }
    return XMLEncoding(name: declared, markLength: 0)
  }

  /// The value of `encoding` in an XML declaration; nil without one.
  private static func declaredName(_ bytes: [UInt8]) -> String? {
    guard bytes.starts(with: Array("<?xml".utf8)), let end = bytes.firstIndex(of: 0x3E) else {
      return nil
    }
    let declaration = bytes[..<end]
    let key = Array("encoding".utf8)
    var index = 5
    while index + key.count < declaration.count {
      if declaration[index..<index + key.count].elementsEqual(key) { break }
      index += 1
    }
    index += key.count
    while index < declaration.count, [0x20, 0x09, 0x0A, 0x0D, 0x3D].contains(declaration[index]) {
      index += 1
    }
    guard index < declaration.count, declaration[index] == 0x22 || declaration[index] == 0x27 else {
      return nil
    }
    let quote = declaration[index]
    let start = index + 1
    guard let close = declaration[start...].firstIndex(of: quote), close > start,
      close - start <= 40,
      declaration[start..<close].allSatisfy(isNameByte)
    else { return nil }
    return String(decoding: declaration[start..<close], as: UTF8.self)
  }

  /// Whether the byte may stand in an encoding's name; `/` may not, which the converter would read
  /// as an option.
  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x2D, 0x2E, 0x30...0x3A, 0x41...0x5A, 0x5F, 0x61...0x7A: true
    default: false
    }
  }
}

extension XMLEncoding {
  /// The encoding that a table or JSON must be converted from; nil where it is UTF-8.
  ///
  /// A byte order mark says more than the profile.
  /// - Parameter declared: The encodings that the profile allows; none for UTF-8.
  package static func encodingNeeded(
    _ declared: [TextEncoding], firstBytes: [UInt8]
  ) -> XMLEncoding? {
    let marks: [(mark: [UInt8], name: String)] = [
      ([0xFF, 0xFE], "UTF-16LE"), ([0xFE, 0xFF], "UTF-16BE"),
    ]
    for (mark, name) in marks where firstBytes.starts(with: mark) {
      return XMLEncoding(name: name, markLength: mark.count)
    }
    if firstBytes.starts(with: [0xEF, 0xBB, 0xBF]) { return nil }
    switch WrittenAs.encoding(among: declared, firstBytes: firstBytes) {
    case nil, .utf8?: return nil
    case .utf16?:
      let isBigEndian = firstBytes.count > 1 && firstBytes[0] == 0 && firstBytes[1] != 0
      return XMLEncoding(name: isBigEndian ? "UTF-16BE" : "UTF-16LE", markLength: 0)
    case let other?: return XMLEncoding(name: other.rawValue.uppercased(), markLength: 0)
    }
  }
}
