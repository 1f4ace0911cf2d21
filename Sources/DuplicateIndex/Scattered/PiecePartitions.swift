internal import BasketModel
internal import Glibc

/// By what pieces are spread over partitions.
enum PieceOrder {
  /// By their keys.
  case key
  /// By where their orders are emitted.
  case place

  func value(of piece: ScatteredPiece) -> UInt64 {
    switch self {
    case .key: piece.key.high
    case .place: piece.place
    }
  }
}

/// Pieces spread over 64 streams by six bits of their key or place.
struct PiecePartitions {
  private let file: BlockFile
  private let order: PieceOrder
  private let shift: UInt64
  private var partitions: [PiecePartition]
  private var scratch: [UInt8] = []

  private static let bits: UInt64 = 6
  private static let count = 1 << 6

  /// - Parameter bits: The bits, from the lowest, in which values may differ; 0 to 64.
  init(file: BlockFile, order: PieceOrder, bits: UInt64 = 64) {
    self.file = file
    self.order = order
    let shift = bits > Self.bits ? bits - Self.bits : 0
    self.shift = shift
    partitions = (0..<Self.count).map { _ in PiecePartition(file: file, bits: shift) }
  }

  /// Adds a piece to its partition.
  mutating func append(
    _ piece: ScatteredPiece, _ bytes: Span<UInt8>
  ) throws(TemporaryFileError) {
    let value = order.value(of: piece)
    let place = Int(truncatingIfNeeded: value >> shift) & (Self.count - 1)
    scratch.removeAll(keepingCapacity: true)
    PieceBytes.append(piece, count: bytes.count, to: &scratch)
    // Safe: the pointer is used within the closure only.
    unsafe bytes.withUnsafeBufferPointer { unsafe scratch.append(contentsOf: $0) }
    try partitions[place].append(scratch, piece, value: value)
  }

  /// Ends writing: the partitions that have pieces, by ascending value.
  consuming func closed() throws(TemporaryFileError) -> [PiecePartition] {
    var closed: [PiecePartition] = []
    for index in partitions.indices where partitions[index].pieceCount > 0 {
      try partitions[index].close()
      closed.append(partitions[index])
    }
    return closed
  }
}

/// Pieces on disk, in the order written.
struct PiecePartition {
  private let file: BlockFile
  private var stream: ByteStream
  /// The bits of values, from the lowest, in which the pieces may still differ.
  let bits: UInt64
  /// Pieces there are, links included.
  private(set) var pieceCount = 0
  /// Pieces that others may have to know: heads and links.
  private(set) var knownCount = 0
  /// Bytes of the pieces.
  private(set) var payloadBytes = 0
  private var least = UInt64.max
  private var greatest: UInt64 = 0

  init(file: BlockFile, bits: UInt64) {
    self.file = file
    self.bits = bits
    stream = ByteStream(file: file)
  }

  /// Bytes that the pieces take as a `PieceList`, about.
  var memoryBytes: Int { payloadBytes + pieceCount * ScatteredPiece.bytesInMemory }

  /// Whether splitting would part nothing.
  var isUniform: Bool { least == greatest || bits == 0 }

  mutating func append(
    _ bytes: [UInt8], _ piece: ScatteredPiece, value: UInt64
  ) throws(TemporaryFileError) {
    try stream.append(bytes)
    pieceCount += 1
    if piece.isHead || piece.isLink { knownCount += 1 }
    payloadBytes += bytes.count - PieceBytes.headBytes
    least = min(least, value)
    greatest = max(greatest, value)
  }

  mutating func close() throws(TemporaryFileError) { try stream.close() }

  /// Calls `body` for each piece, in the order written.
  ///
  /// - Parameter keeps: Whether the partition is to be read once more.
  func forEach(
    keeps: Bool = false, _ body: (ScatteredPiece, Span<UInt8>) throws(TemporaryFileError) -> Void
  ) throws(TemporaryFileError) {
    var reader = stream.reader(keepsBlocks: keeps)
    var bytes: [UInt8] = []
    for _ in 0..<pieceCount {
      try reader.read(PieceBytes.headBytes, into: &bytes)
      guard let piece = PieceBytes.piece(bytes) else { throw file.failure(.read, EIO) }
      try reader.read(Int(piece.byteCount), into: &bytes)
      try body(piece, bytes.span)
    }
  }

  /// The pieces in finer partitions, by ascending value.
  func split(_ order: PieceOrder) throws(TemporaryFileError) -> [PiecePartition] {
    var finer = PiecePartitions(file: file, order: order, bits: bits)
    try forEach { (piece, bytes) throws(TemporaryFileError) in try finer.append(piece, bytes) }
    return try finer.closed()
  }

  /// The pieces in memory.
  func loaded() throws(TemporaryFileError) -> PieceList {
    var list = PieceList()
    try forEach { (piece, bytes) throws(TemporaryFileError) in list.append(piece, bytes) }
    return list
  }
}

/// Pieces as bytes: ten words before those of the piece.
enum PieceBytes {
  static let headBytes = 80

  static func append(_ piece: ScatteredPiece, count: Int, to bytes: inout [UInt8]) {
    let flags: UInt64 =
      (piece.hasID ? 1 : 0) | (piece.isHead ? 2 : 0) | (piece.isLink ? 4 : 0)
      | (piece.isOversized ? 8 : 0) | (piece.isRepeat ? 16 : 0)
    let words = [
      piece.key.high, piece.key.low, piece.id.high, piece.id.low, piece.ordinal, piece.place,
      UInt64(bitPattern: Int64(piece.line)), UInt64(bitPattern: Int64(piece.byte)),
      UInt64(bitPattern: Int64(piece.export)), flags << 32 | UInt64(count),
    ]
    for word in words {
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
      }
    }
  }

  /// The piece of these bytes; nil where they are not those of one.
  static func piece(_ bytes: [UInt8]) -> ScatteredPiece? {
    guard bytes.count == headBytes else { return nil }
    func word(_ place: Int) -> UInt64 {
      (0..<8).reduce(0) { $0 | UInt64(bytes[8 * place + $1]) << UInt64(8 * $1) }
    }
    let flags = word(9) >> 32
    guard flags < 32 else { return nil }
    var piece = ScatteredPiece(
      key: KeyedHash.Value(high: word(0), low: word(1)), isHead: flags & 2 != 0,
      export: Int(Int64(bitPattern: word(8))), line: Int(Int64(bitPattern: word(6))),
      byte: Int(Int64(bitPattern: word(7))))
    piece.id = KeyedHash.Value(high: word(2), low: word(3))
    piece.hasID = flags & 1 != 0
    piece.isLink = flags & 4 != 0
    piece.isOversized = flags & 8 != 0
    piece.isRepeat = flags & 16 != 0
    piece.ordinal = word(4)
    piece.place = word(5)
    piece.byteCount = UInt32(truncatingIfNeeded: word(9))
    return piece
  }
}
