/// Memory of fixed size and address that lives as long as this object.
@safe
final class OwnedBuffer {
  let bytes: UnsafeMutableRawBufferPointer

  /// - Parameter count: Size in bytes, above 0. The memory is not cleared.
  init(count: Int) {
    unsafe bytes = .allocate(byteCount: count, alignment: 64)
  }

  deinit {
    unsafe bytes.deallocate()
  }
}

extension UnsafeMutableRawBufferPointer {
  /// The part from `offset` to the end.
  ///
  /// - Precondition: `offset` is 0 to `count` (checked by `rebasing`'s slice).
  func dropping(_ offset: Int) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(rebasing: self[offset..<count])
  }

  /// The first `length` bytes.
  ///
  /// - Precondition: `length` is 0 to `count` (checked by the slice).
  func keeping(_ length: Int) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(rebasing: self[0..<length])
  }
}
