/// CSV, slow and obvious: a whole text in memory to rows. The twin of the readers under test.
package struct ReferenceCSVReader {
  /// One row: its cells decoded, or nil where it breaks the grammar; and its first byte, from 0.
  package struct Row: Equatable {
    package var byte: Int
    package var cells: [[UInt8]]?
  }

  private let bytes: [UInt8]
  private let delimiter: UInt8

  /// All rows, blank lines included.
  package static func rows(_ bytes: [UInt8], delimiter: UInt8 = 0x2C) -> [Row] {
    let reader = ReferenceCSVReader(bytes: bytes, delimiter: delimiter)
    var rows: [Row] = []
    var index = 0
    while index < bytes.count { rows.append(reader.row(at: &index)) }
    return rows
  }

  private func row(at index: inout Int) -> Row {
    let start = index
    var cells: [[UInt8]] = []
    while true {
      guard let cell = cell(at: &index) else { return Row(byte: start, cells: nil) }
      cells.append(cell)
      if index < bytes.count, bytes[index] == delimiter {
        index += 1
        continue
      }
      if index < bytes.count { index += 1 }
      return Row(byte: start, cells: cells)
    }
  }

  /// The cell at `index`, which then stands at the delimiter, line feed or end; after a fault, nil
  /// and the start of the next line that is read.
  private func cell(at index: inout Int) -> [UInt8]? {
    guard index < bytes.count, bytes[index] == 0x22 else { return plainCell(at: &index) }
    let opening = index
    var text: [UInt8] = []
    index += 1
    while index < bytes.count {
      if bytes[index] != 0x22 {
        text.append(bytes[index])
        index += 1
      } else if index + 1 < bytes.count, bytes[index + 1] == 0x22 {
        text.append(0x22)
        index += 2
      } else {
        let rest = bytes[(index + 1)...]
        let isRowEnd = rest.isEmpty || rest.starts(with: [0x0A]) || rest.starts(with: [0x0D, 0x0A])
        let isLastByte = rest.count == 1 && rest.first == 0x0D
        guard isRowEnd || isLastByte || rest.first == delimiter else {
          return fault(index, &index)
        }
        index += rest.first == 0x0D ? 2 : 1
        return text
      }
    }
    return fault(opening, &index)
  }

  private func plainCell(at index: inout Int) -> [UInt8]? {
    let start = index
    while index < bytes.count, bytes[index] != delimiter, bytes[index] != 0x0A {
      if bytes[index] == 0x22 { return fault(index, &index) }
      index += 1
    }
    let endsRow = index == bytes.count || bytes[index] == 0x0A
    let hasReturn = endsRow && index > start && bytes[index - 1] == 0x0D
    return Array(bytes[start..<(hasReturn ? index - 1 : index)])
  }

  private func fault(_ byte: Int, _ index: inout Int) -> [UInt8]? {
    index = (bytes[byte...].firstIndex(of: 0x0A) ?? bytes.count - 1) + 1
    return nil
  }
}
