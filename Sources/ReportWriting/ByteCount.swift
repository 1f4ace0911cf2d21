/// Sizes for people, in powers of a thousand.
package enum ByteCount {
  /// The text of a size: exact below 1000 bytes, else cut to one fraction digit, as `605.2 MB`.
  package static func text(of bytes: Int) -> String {
    guard bytes >= 1000 else { return bytes == 1 ? "1 byte" : "\(bytes) bytes" }
    var tenths = bytes / 100
    for unit in ["kB", "MB", "GB", "TB"] {
      if tenths < 10_000 { return "\(tenths / 10).\(tenths % 10) \(unit)" }
      tenths /= 1000
    }
    return "\(tenths / 10).\(tenths % 10) PB"
  }
}
