internal import BasketModel

/// The reader of an export whose profile has a mapping: one of them is set.
struct MappedReader {
  private var table: TableMappingReader?
  private var json: JSONMappingReader?
  private var xml: XMLMappingReader?

  init(_ reader: TableMappingReader) { table = reader }
  init(_ reader: JSONMappingReader) { json = reader }
  init(_ reader: XMLMappingReader) { xml = reader }

  /// Lets the tracer look at each order.
  mutating func trace(with tracer: OrderTracer) {
    table?.builder.tracer = tracer
    json?.builder.tracer = tracer
    xml?.builder.tracer = tracer
  }

  /// Reads all records of a buffer.
  mutating func read(_ bytes: PaddedBytes, isLast: Bool, into assembler: inout OrderAssembler) {
    table?.read(bytes, isLast: isLast, into: &assembler)
    json?.read(bytes, isLast: isLast, into: &assembler)
    xml?.read(bytes, isLast: isLast, into: &assembler)
  }
}
