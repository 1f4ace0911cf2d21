/// Every limit of reading, in one place.
///
/// A limit turns hostile or broken input into a finding before it costs memory or time; none is
/// reached by real exports. Each is tested at its edge.
package struct ReadLimits: Sendable {
  /// Bytes of one record: a JSON line, an XML record element, a CSV row, all rows of one CSV order.
  package var recordBytesMax: Int
  /// Bytes of a buffer as long as no record needs more.
  package var bufferBytes: Int
  /// Levels of nested JSON values or XML elements in one record, mapped or not.
  package var nestingDepthMax: Int
  /// Columns of a CSV header.
  package var columnCountMax: Int
  /// Attributes of one XML element, namespace declarations included.
  package var attributeCountMax: Int
  /// Bytes of one XML element or attribute name.
  package var nameBytesMax: Int
  /// Bytes of one XML text or attribute value.
  package var textBytesMax: Int
  /// Items, and likewise discounts, of one order.
  package var itemCountMax: Int
  /// Bytes of an XML prologue with its root start tag, or of a CSV header row.
  package var preambleBytesMax: Int
  /// How many times its compressed size an export may have, once `decompressedBytesFree` is passed.
  package var decompressionRatioMax: Int
  /// Decompressed bytes below which the ratio does not matter.
  package var decompressedBytesFree: Int
  /// Bytes of a record's text where records are shown on request.
  package var shownRecordBytesMax = 2000
  /// Which parser reads XML records; no limit, but it comes along to the same places.
  package var xmlParser = XMLParserChoice.auto

  package init(
    recordBytesMax: Int = 4 << 20, bufferBytes: Int = 512 << 10, nestingDepthMax: Int = 128,
    columnCountMax: Int = 4096, attributeCountMax: Int = 256, nameBytesMax: Int = 1024,
    textBytesMax: Int = 1 << 20, itemCountMax: Int = 100_000, preambleBytesMax: Int = 1 << 20,
    decompressionRatioMax: Int = 2000, decompressedBytesFree: Int = 64 << 20
  ) {
    self.recordBytesMax = recordBytesMax
    self.bufferBytes = bufferBytes
    self.nestingDepthMax = nestingDepthMax
    self.columnCountMax = columnCountMax
    self.attributeCountMax = attributeCountMax
    self.nameBytesMax = nameBytesMax
    self.textBytesMax = textBytesMax
    self.itemCountMax = itemCountMax
    self.preambleBytesMax = preambleBytesMax
    self.decompressionRatioMax = decompressionRatioMax
    self.decompressedBytesFree = decompressedBytesFree
  }

  /// Why a record that is larger than one may be cannot be read: an English sentence part.
  package var oversizedReason: String { "the record is longer than \(recordBytesMax) bytes" }

  /// The limits of every run.
  package static let standard = ReadLimits()
}
