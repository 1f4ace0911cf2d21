/// A place in one export.
package struct SourcePosition: Sendable, Equatable {
  /// Physical line, from 1.
  package var line: Int
  /// Byte of the decompressed export, from 0; nil where decoding makes it unknowable.
  package var byte: Int?

  package init(line: Int, byte: Int?) {
    self.line = line
    self.byte = byte
  }

  /// The same place once the bytes and lines before the buffer are known.
  package func advanced(byLines lines: Int, bytes: Int?) -> SourcePosition {
    SourcePosition(line: line + lines, byte: bytes.flatMap { base in byte.map { $0 + base } })
  }
}

/// Physical lines that were passed over because of a fault; both ends count.
package struct PassedLines: Sendable, Equatable {
  /// As of a `SourcePosition`: from 1, or from 0 while they are relative to a buffer.
  package var first: Int
  /// Not before `first`.
  package var last: Int

  package init(first: Int, last: Int) {
    self.first = first
    self.last = last
  }

  /// The same lines once the lines before the buffer are known.
  package func advanced(by lines: Int) -> PassedLines {
    PassedLines(first: first + lines, last: last + lines)
  }
}

/// The place of one record in the batch.
package struct RecordPosition: Sendable, Equatable {
  /// Index of the export among the exports of the run, from 0.
  package var export: Int
  /// Number of the record in its export, from 1.
  package var record: Int
  /// Physical line of the record's first byte, from 1.
  package var line: Int

  package init(export: Int, record: Int, line: Int) {
    self.export = export
    self.record = record
    self.line = line
  }
}
