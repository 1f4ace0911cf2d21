internal import Glibc

/// Words for error numbers of the system.
package enum SystemErrorText {
  /// What the C library says about `number`, for example `No such file or directory`.
  package static func text(_ number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    // Safe: the buffer's length is passed, and the result is terminated by a zero within it.
    guard unsafe strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
