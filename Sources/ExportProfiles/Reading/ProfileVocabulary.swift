internal import BasketModel

/// Every key of the profile language, by section. `Documentation/profile.schema.json` has the same;
/// a test compares the two.
package enum ProfileVocabulary {
  /// One kind of section, as the schema names it.
  package enum SectionKind: String, CaseIterable {
    case profile, currency, amounts, tolerance, json, csv, xml, order, part, charge, identity
    case children, header, footer, list, file, source, condition
    case example, expectedOrder = "expected_order", expectedItem = "expected_item"
    case expectedDiscount = "expected_discount"
  }

  /// The keys that a section may have.
  package static func keys(of kind: SectionKind) -> [String] {
    switch kind {
    case .profile:
      [
        "profile_version", "name", "description", "currency", "amounts", "tolerance", "item_price",
        "zero_amounts", "negative_amounts", "personal", "repeats", "json", "csv", "xml",
        "examples",
      ]
    case .currency: ["default"]
    case .amounts:
      ["fraction_digits", "decimal", "thousands", "currency_signs", "negative", "empty"]
    case .tolerance: ["order", "line"]
    case .json: ["encoding", "children"] + parts
    case .csv:
      [
        "delimiter", "quote", "escape", "comment", "encoding", "header", "ignore_rows",
        "footer", "short_rows", "fill_down", "rows", "blank_key", "lists", "parts",
      ] + parts
    case .xml: parts
    case .order: ["path", "group_by", "fields", "not_stated", "optional", "skip", "exact"]
    case .part: ["path", "where", "fields", "required"]
    case .charge: ["as", "path", "where", "amount", "presence"]
    case .identity: ["name", "path", "left", "right", "where", "tolerance"]
    case .children: ["parent", "id", "name", "rows"]
    case .header: ["skip_lines", "find"]
    case .footer: ["contains", "counts"]
    case .file: ["key", "files", "header", "required", "rows"]
    case .list: ["column", "columns", "format", "elements", "pairs", "key", "keys", "optional"]
    case .source:
      origins + [
        "with", "over", "take", "where", "of", "strip_prefix", "strip_suffix", "after_last",
        "before_first", "lookup", "empty", "sign", "negative_if", "minor_units", "round",
        "optional",
      ]
    case .condition: ["value"] + tests + ["any"]
    case .example: ["name", "format", "input", "orders", "findings"]
    case .expectedOrder:
      expectedFields(.order).map(\.name) + ["items", "discounts", "findings", "skipped"]
    case .expectedItem: expectedFields(.items).map(\.name)
    case .expectedDiscount: expectedFields(.discounts).map(\.name)
    }
  }

  /// The keys of a source that say what it is made of; one of them is required.
  static let origins = ["value", "constant", "join", "add", "subtract", "multiply", "divide"]

  /// The keys of a condition that say what must hold; one of them is required.
  static let tests = ["is", "is_not", "contains", "same_as", "filled", "sign"]

  /// The fields of a group that an example may expect: those whose values reports show.
  static func expectedFields(_ group: FieldGroup) -> [(name: String, field: OrderField)] {
    let fields: [OrderField] = [
      .orderID, .amount, .currency, .totalProductAmount, .totalDiscountAmount, .totalAmount,
      .itemQuantity, .itemUnitPrice, .itemPrice, .discountAmount,
    ]
    return group.names.filter { fields.contains($0.field) }
  }

  private static let parts = ["order", "items", "discounts", "charges", "identities"]
}
