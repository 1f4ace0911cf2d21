package import BasketModel

/// One pooled buffer of an export: whole records, as cut.
///
/// Owned by one task at a time: the run fills it, one worker reads it, the run takes it back. The
/// storage is allocated once, grows only for records larger than it, and ends in zeroed padding,
/// which is what `PaddedBytes` relies on.
@safe
package final class InputBuffer {
  private var storage: UnsafeMutablePointer<UInt8>
  /// Bytes that the storage can hold beside its padding.
  package private(set) var capacity: Int
  /// Bytes that are data, from the start of the storage.
  package private(set) var count = 0
  /// What the bytes are.
  package var content = BufferContent.records
  /// Whether the export has no bytes after these.
  package var isLast = false
  /// Where the bytes come from, where they were put together; empty where they are simply the next
  /// of their export.
  package var pieces: [BufferPiece] = []

  /// - Parameter capacity: Bytes of data, greater than 0.
  package init(capacity: Int) {
    precondition(capacity > 0, "a buffer holds at least one byte")
    unsafe storage = .allocate(capacity: capacity + PaddedBytes.padding)
    self.capacity = capacity
    setCount(0)
  }

  deinit {
    unsafe storage.deallocate()
  }

  /// Sets the number of data bytes and zeroes the padding after them.
  ///
  /// - Precondition: 0 ≤ `newCount` ≤ `capacity`.
  func setCount(_ newCount: Int) {
    precondition(newCount >= 0 && newCount <= capacity)
    count = newCount
    unsafe (storage + newCount).update(repeating: 0, count: PaddedBytes.padding)
  }

  /// Makes room for `newCapacity` bytes; keeps the data.
  func grow(to newCapacity: Int) {
    guard newCapacity > capacity else { return }
    let larger = UnsafeMutablePointer<UInt8>.allocate(
      capacity: newCapacity + PaddedBytes.padding)
    unsafe larger.update(from: storage, count: count)
    unsafe storage.deallocate()
    unsafe storage = larger
    capacity = newCapacity
    setCount(count)
  }

  /// Replaces the data.
  package func replaceContents(with bytes: [UInt8]) {
    grow(to: bytes.count)
    for (index, byte) in bytes.enumerated() { unsafe storage[index] = byte }
    setCount(bytes.count)
  }

  /// Makes the buffer empty, to be put together of pieces.
  package func removeAll() {
    setCount(0)
    pieces.removeAll(keepingCapacity: true)
    content = .records
    isLast = false
  }

  /// Appends bytes, and a line feed where they end without one.
  package func appendLine(_ bytes: Span<UInt8>) {
    let needed = count + bytes.count + 1
    if needed > capacity { grow(to: max(needed, 2 * capacity)) }
    // Safe: there is room for the bytes and a line feed; the pointer does not leave the closure.
    unsafe bytes.withUnsafeBufferPointer { source in
      if let start = source.baseAddress {
        unsafe (storage + count).update(from: start, count: source.count)
      }
    }
    var end = count + bytes.count
    if bytes.isEmpty || bytes[bytes.count - 1] != 0x0A {
      unsafe storage[end] = 0x0A
      end += 1
    }
    count = end
  }

  /// Ends appending.
  package func endAppending() { setCount(count) }

  /// Reads from `source` behind the data until the buffer holds `target` bytes or the source ends.
  ///
  /// - Returns: The number of bytes read; 0 at the end of the source.
  func fill(from source: any ByteSource, upTo target: Int) throws(SourceError) -> Int {
    precondition(count < target && target <= capacity)
    let room = unsafe UnsafeMutableRawBufferPointer(start: storage + count, count: target - count)
    let read = try unsafe source.read(into: room)
    setCount(count + read)
    return read
  }

  /// Takes over the data of `other`, which is empty then; no bytes are copied.
  func takeContents(of other: InputBuffer) {
    unsafe swap(&storage, &other.storage)
    swap(&capacity, &other.capacity)
    count = other.count
    other.setCount(0)
  }

  /// Moves the bytes from `start` on to the start of `other`, whose data they become, and drops
  /// them here.
  func moveTail(from start: Int, to other: InputBuffer) {
    precondition(start >= 0 && start <= count && other !== self)
    let tail = count - start
    other.grow(to: tail)
    unsafe other.storage.update(from: storage + start, count: tail)
    other.setCount(tail)
    setCount(start)
  }

  /// Drops the first `bytes` of the data.
  func dropFirst(_ bytes: Int) {
    precondition(bytes >= 0 && bytes <= count)
    unsafe storage.update(from: storage + bytes, count: count - bytes)
    setCount(count - bytes)
  }

  /// A copy of a part of the data; bytes from 0.
  package func copy(_ range: Range<Int>) -> [UInt8] {
    bytes.copy(range)
  }

  /// Calls `body` with a part of the data.
  package func withBytes<Result>(_ range: Range<Int>, _ body: (Span<UInt8>) -> Result) -> Result {
    bytes.withSpan(range, body)
  }

  /// The data for scanners.
  package var bytes: PaddedBytes {
    unsafe PaddedBytes(base: UnsafePointer(storage), count: count)
  }

  /// The texts of the batch that was read from this buffer.
  ///
  /// Valid while the buffer is neither refilled nor released.
  package func text(of batch: OrderBatch) -> BatchText {
    unsafe BatchText(
      buffer: UnsafeBufferPointer(start: UnsafePointer(storage), count: count),
      decoded: batch.decodedText)
  }
}

/// What the bytes of a buffer are.
package enum BufferContent: Sendable, Equatable {
  /// Whole records.
  case records
  /// The start of one record that is larger than the limit; it is one unreadable record.
  case oversizedRecord(reason: String)
  /// More bytes of that record, or bytes behind the last one: counted, and nothing else.
  case passedOver
}
