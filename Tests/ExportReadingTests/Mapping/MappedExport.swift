import ExportReading

/// One export with the profile that it is read with, and what is expected of it.
struct MappedExport: CustomStringConvertible {
  /// What the case shows.
  var name: String
  /// The profile's section for the format, and what stands beside it; the head is added.
  var profile: String
  var export: [UInt8]
  /// As `ReadingResult.records`.
  var records: [String]
  /// As `ReadingResult.exportCodes`.
  var exportCodes: [String]

  init(
    _ name: String, _ profile: String, _ export: String, _ records: [String],
    exportCodes: [String] = []
  ) {
    self.name = name
    self.profile = profile
    self.export = Array(export.utf8)
    self.records = records
    self.exportCodes = exportCodes
  }

  var description: String { name }

  /// The whole profile.
  var yaml: String { "profile_version: 1\nname: test\ncurrency: { default: EUR }\n" + profile }
}

/// The section of a table whose orders state their amount alone: what most cases need.
func table(_ more: String = "", order: String = "", items: String, amount: String = "Total")
  -> String
{
  section("csv", more, order: order, items: items, id: "Id", amount: amount)
}

/// The section of JSON orders that state their amount alone.
func json(
  _ more: String = "", order: String = "",
  items: String = "items: { path: lines, fields: { price: p } }",
  id: String = "id", amount: String = "total"
) -> String {
  section("json", more, order: order, items: items, id: id, amount: amount)
}

private func section(
  _ format: String, _ more: String, order: String, items: String, id: String, amount: String
) -> String {
  """
  \(format):
    \(more.replacing("\n", with: "\n  "))
    order:
      not_stated:
        [basket.total_product_amount, basket.total_discount_amount, basket.total_amount]
      \(order.replacing("\n", with: "\n    "))
      fields:
        order_id: \(id)
        amount: \(amount)
    \(items.replacing("\n", with: "\n  "))

  """
}
