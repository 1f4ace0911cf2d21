import BasketModel
import ExportProfiles
import ExportReading

/// The lines of a new profile about files that belong together.
struct DraftParts {
  private let facts: ExportDetection
  private let others: [ExportDetection]

  /// Names of columns that are listed of one file.
  private static let namesMax = 100

  /// - Parameter others: Those that belong to the first; empty where it is whole.
  init(_ facts: ExportDetection, _ others: [ExportDetection]) {
    self.facts = facts
    self.others = others
  }

  /// The parts with the columns that both have; without other files, how to say that there are
  /// some.
  var lines: [String] {
    guard !others.isEmpty else {
      return facts.sample.format != .csv
        ? []
        : ["  # Where items stand in a file of their own: order-audit init ORDERS.csv ITEMS.csv"]
    }
    var lines = [
      "  # Each file is the part whose \"files\" its name is; \"*\" stands for any text.",
      "  parts:",
    ]
    for (place, own) in ([facts] + others).enumerated() {
      let common = columns(of: own).filter { name in
        place > 0
          ? facts.outline.node(at: [name], isFolded: true) != nil
          : others.allSatisfy { $0.outline.node(at: [name], isFolded: true) != nil }
      }
      let perhaps = common.map { DraftText.comment($0) }.joined(separator: ", ")
      let key =
        common.count == 1 ? DraftText.scalar(common[0], inList: true) : UnresolvedText.word
      let note =
        common.count == 1
        ? "the only column that they share"
        : "columns of the order's key" + (common.isEmpty ? "" : "; perhaps: \(perhaps)")
      let file = DraftText.scalar(own.sample.fileName, inList: true)
      lines += [
        "    \(name(of: own, place)):",
        "      key: \(key)" + DraftText.note(note),
        "      files: \(file)",
      ]
    }
    return lines
  }

  /// The section `items` of the first of the other files that has prices; nil without one.
  var itemLines: [String]? {
    guard let place = others.indices.max(by: { amounts(of: $0) < amounts(of: $1) }) else {
      return nil
    }
    let own = DraftFields(others[place], nearest: nil).itemLines
    return ["    path: \(name(of: others[place], place + 1))"] + own
  }

  /// All names of the other files.
  var nameLines: [String] {
    others.flatMap { other in
      let names = other.outline.nodes(below: 0)
      let fields = DraftFields(other, nearest: nil)
      let lines = names.prefix(Self.namesMax).map { node in
        "#   \(DraftText.comment(fields.fullName(of: node)))  (\(other.kind(of: node)))"
      }
      let more = names.count > Self.namesMax ? ["#   and \(names.count - Self.namesMax) more"] : []
      return ["", "# Those of \(DraftText.comment(other.sample.fileName)):"] + lines + more
    }
  }

  private func amounts(of place: Int) -> Int {
    let other = others[place]
    return other.outline.nodes(below: 0).count { other.kind(of: $0) == .amounts }
  }

  private func columns(of own: ExportDetection) -> [String] {
    own.outline.nodes(below: 0).compactMap { own.outline.path(of: $0).first }
  }

  /// The name of a part: that of its file; numbered where it would be one that has a meaning.
  private func name(of own: ExportDetection, _ place: Int) -> String {
    let name = DraftText.profileName(own.sample.displayPath)
    let isTaken = ([facts] + others).prefix(place).contains {
      DraftText.profileName($0.sample.displayPath) == name
    }
    return isTaken || name == TableOptions.rowsName ? "part_\(place + 1)" : name
  }
}
