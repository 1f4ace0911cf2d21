import ExportProfiles
import OrderAuditCommand
import Testing

/// What built-in profiles say about themselves holds.
@Suite struct BuiltInExamplesTests {
  @Test(arguments: BuiltInProfiles.names)
  func `examples are read as expected`(_ name: String) throws {
    let checked = try ProfileReader.checkedProfile(
      fromYAML: BuiltInProfiles.yaml(named: name), source: name)
    for example in checked.examples {
      let differences = ExampleRun(example, of: checked.profile).differences
      #expect(differences.isEmpty, "\(example.name): \(differences)")
    }
  }

  @Test(arguments: [
    "akinon", "akinon-omnitron", "shopify-csv", "shopify-rest", "ubl-order", "woocommerce-rest",
  ])
  func `there is one to copy`(_ name: String) throws {
    let checked = try ProfileReader.checkedProfile(
      fromYAML: BuiltInProfiles.yaml(named: name), source: name)
    #expect(!checked.examples.isEmpty)
  }
}
