internal import BasketModel

/// Masks the rows of a CSV record.
struct TableRecordMask {
  let plan: TablePlan
  /// Fields whose values are shown.
  let shown: Set<OrderField>

  func append(_ bytes: [UInt8], isReadable: Bool, to output: inout MaskedText) {
    var index = 0
    var column = 0
    var rowStart = true
    while index < bytes.count, !output.isFull {
      let end = cellEnd(bytes, from: index)
      if rowStart, end < bytes.count, isLineEnd(bytes[end]), end == index {
        index += 1
        continue
      }
      rowStart = false
      let value = bytes[index..<end]
      output.append(value: value, isShown: isReadable && isShown(value, column: column))
      index = end
      guard index < bytes.count else { return }
      if bytes[index] == plan.delimiter {
        output.append(plan.delimiter)
        column += 1
      } else {
        while index + 1 < bytes.count, isLineEnd(bytes[index + 1]) { index += 1 }
        if index + 1 < bytes.count { output.append(0x0A) }
        column = 0
        rowStart = true
      }
      index += 1
    }
    if index < bytes.count { output.cut() }
  }

  /// The end of the cell that begins at `start`: its delimiter, its line end, or the end.
  private func cellEnd(_ bytes: [UInt8], from start: Int) -> Int {
    var index = start
    var isQuoted = bytes[start] == 0x22
    if isQuoted { index += 1 }
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x22 {
        isQuoted.toggle()
      } else if !isQuoted, byte == plan.delimiter || isLineEnd(byte) {
        return index
      }
      index += 1
    }
    return index
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  private func isShown(_ value: ArraySlice<UInt8>, column: Int) -> Bool {
    guard column < plan.columns.count else { return false }
    return switch plan.columns[column] {
    case .ignored: false
    case .order(let slot), .item(let slot), .discount(let slot): slot.mayShow(value, of: shown)
    }
  }
}
