/// What is wrong with the header of a table.
struct HeaderFault: Error {
  /// An English sentence part that names the columns.
  var reason: String
}

extension HeaderFault {
  /// The fault of a header by its columns; nil where there is none.
  ///
  /// - Parameters:
  ///   - missing: Names of required columns that it lacks.
  ///   - repeated: Names of mapped columns that it has more than once.
  init?(missing: [String], repeated: [String]) {
    var parts: [String] = []
    if !missing.isEmpty {
      parts.append("the header lacks the column(s) " + missing.joined(separator: ", "))
    }
    if !repeated.isEmpty {
      parts.append(
        "the header has more than once the column(s) " + repeated.joined(separator: ", "))
    }
    if parts.isEmpty { return nil }
    reason = parts.joined(separator: "; ")
  }
}
