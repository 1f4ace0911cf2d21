internal import BasketModel

/// The reader of an export whose profile has a mapping: one of them is set.
struct MappedReader {
  private var table: TableMappingReader?

  init(_ reader: TableMappingReader) { table = reader }

  /// Reads all records of a buffer.
  mutating func read(_ bytes: PaddedBytes, isLast: Bool, into assembler: inout OrderAssembler) {
    table?.read(bytes, isLast: isLast, into: &assembler)
  }
}
