import BasketModel
import ExportProfiles
import ExportReading

/// Which names of an export become which fields: those that the nearest profile knows; for others
/// what might be meant is listed.
struct DraftFields {
  private let facts: ExportDetection
  private let nearest: Profile?
  private let shape: DraftShape
  /// What is sure, by field: the path as a profile writes it, and why.
  private var known: [OrderField: (path: String, note: String)] = [:]

  /// Names whose values are currency codes.
  private var currencies: [String] = []

  init(_ facts: ExportDetection, nearest: Profile?) {
    self.facts = facts
    self.nearest = nearest
    shape = DraftShape(facts)
    for field in OrderField.allCases {
      if let path = nearest.flatMap({ taken(field, from: $0) }) {
        known[field] = (path, nearest?.name ?? "")
      }
    }
    if known[.currency] == nil {
      let shape = shape
      let all = shape.nodes(for: .order).filter { facts.kind(of: $0) == .currencies }
      let named = shape.called(.currency, of: all)
      let codes = named.isEmpty ? all : named
      currencies = codes.prefix(DraftShape.candidatesMax).map { node in
        DraftText.comment(shape.path(of: node, for: .order))
      }
      if codes.count == 1 {
        known[.currency] = (shape.path(of: codes[0], for: .order), "its values are currency codes")
      }
    }
  }

  func isMapped(_ field: OrderField) -> Bool { known[field] != nil }

  /// Whether some order may state its currency.
  var statesCurrency: Bool { isMapped(.currency) || !currencies.isEmpty }

  /// A name with all that it stands in.
  func fullName(of node: Int) -> String {
    facts.outline.path(of: node).joined(separator: facts.sample.format == .xml ? "/" : ".")
  }

  /// The path that a profile takes a field from, where it is one name that the export has at the
  /// place where this draft would look for it.
  private func taken(_ field: OrderField, from profile: Profile) -> String? {
    let wanted = MappedPlaces(profile, format: facts.sample.format).places
      .filter { $0.name == field.profileName }
    for place in wanted {
      for path in place.alternatives {
        guard let node = facts.outline.node(at: path, isFolded: true),
          !facts.outline.nodes[node].isContainer,
          shape.nodes(for: field.owner).contains(node)
        else { continue }
        return shape.path(of: node, for: field.owner)
      }
    }
    return nil
  }

  // MARK: Lines

  var orderLines: [String] {
    var lines: [String] = shape.orderPathLines
    lines.append("    fields:")
    let fields: [(OrderField, String)] = [
      (.orderID, "required"), (.amount, "required: what the customer pays"), (.currency, ""),
      (.totalProductAmount, "the sum of the items"), (.totalDiscountAmount, "that of discounts"),
      (.totalAmount, "that of the items less the discounts"),
    ]
    for (field, meaning) in fields {
      if field == .currency, !isMapped(.currency) {
        if currencies.isEmpty { continue }
        lines.append("      currency: TODO  # perhaps: \(currencies.joined(separator: ", "))")
        continue
      }
      lines += self.lines(field, field.profileName, meaning)
    }
    let unstated = [OrderField.totalProductAmount, .totalDiscountAmount, .totalAmount]
      .filter { !isMapped($0) }.map(\.profileName)
    if !unstated.isEmpty {
      lines += [
        "    # Sums that the export does not state are named here in place of a field:",
        "    # not_stated: [\(unstated.joined(separator: ", "))]",
      ]
    }
    return lines
  }

  var itemLines: [String] {
    var lines = shape.itemPathLines
    lines.append("    fields:")
    if isMapped(.itemQuantity) || !shape.candidates(.itemQuantity).isEmpty {
      lines += self.lines(.itemQuantity, "quantity", "1 where there is none")
    }
    let prices = [(OrderField.itemPrice, "price"), (.itemUnitPrice, "unit_price")]
    let mapped = prices.filter { isMapped($0.0) }
    for (field, key) in mapped { lines += self.lines(field, key, "") }
    if mapped.isEmpty {
      lines += self.lines(.itemPrice, "price", "or unit_price in its place")
    }
    return lines
  }

  var discountLines: [String] {
    let candidates = shape.candidates(.discountAmount)
    let perhaps = candidates.isEmpty ? "" : "  # perhaps: \(candidates.joined(separator: ", "))"
    if let path = known[.discountAmount]?.path {
      return ["  discounts:"] + shape.discountPathLines
        + [
          "    fields: { amount: \(DraftText.scalar(path, inList: true)) }"
            + fromNearest(.discountAmount)
        ]
    }
    return [
      "  # Discounts of an order, where the export has them one by one or as one amount:",
      "  # charges: { as: discount, amount: TODO }" + perhaps,
    ]
  }

  private func fromNearest(_ field: OrderField) -> String {
    guard let note = known[field]?.note, !note.isEmpty else { return "" }
    return DraftText.note(note == nearest?.name ? "as in \(note)" : note)
  }

  private func lines(_ field: OrderField, _ key: String, _ meaning: String) -> [String] {
    if let path = known[field]?.path {
      return ["      \(key): \(DraftText.scalar(path))" + fromNearest(field)]
    }
    let candidates = shape.candidates(field)
    var notes = meaning.isEmpty ? [] : [meaning]
    if !candidates.isEmpty { notes.append("perhaps: \(candidates.joined(separator: ", "))") }
    let note = notes.isEmpty ? "" : DraftText.note(notes.joined(separator: "; "))
    return ["      \(key): TODO" + note]
  }
}
