internal import BasketModel

/// Where a cutter ends a buffer.
enum Cut: Equatable {
  /// Whole records end before this index (from 0; greater than 0); the next buffer begins there.
  case at(Int)
  /// No record boundary that is safe to cut at: more bytes are needed.
  case needsMore
  /// The records of the export end before this index; what follows has been judged in `findings`.
  case end(at: Int)
}

/// A finding about a whole export that reading came upon.
extension Finding {
  /// About a whole export, with an English sentence part that holds the facts.
  static func export(_ code: FindingCode, _ reason: String) -> Finding {
    Finding(code, details: .export(reason: reason))
  }
}
