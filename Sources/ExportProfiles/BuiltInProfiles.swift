/// The profiles that come with the program: the YAML of `BuiltIn`, embedded in it.
///
/// A new profile is a file in that folder and one line in `list`; a test holds both together.
package enum BuiltInProfiles {
  private struct Source {
    var name: String
    /// A closure, so that only the profile asked for is made.
    var yaml: @Sendable () -> [UInt8]
  }

  /// In the order in which people see them: the default first, then by name.
  private static let list: [Source] = [
    Source(name: "akinon") { PackageResources.akinon_yaml },
    Source(name: "akinon-omnitron") { PackageResources.akinon_omnitron_yaml },
    Source(name: "amazon-flat-file") { PackageResources.amazon_flat_file_yaml },
    Source(name: "bigcommerce-csv") { PackageResources.bigcommerce_csv_yaml },
    Source(name: "cxml-order") { PackageResources.cxml_order_yaml },
    Source(name: "ebay-csv") { PackageResources.ebay_csv_yaml },
    Source(name: "etsy-csv") { PackageResources.etsy_csv_yaml },
    Source(name: "etsy-csv-tables") { PackageResources.etsy_csv_tables_yaml },
    Source(name: "hepsiburada") { PackageResources.hepsiburada_yaml },
    Source(name: "idoc-orders05") { PackageResources.idoc_orders05_yaml },
    Source(name: "magento-csv") { PackageResources.magento_csv_yaml },
    Source(name: "magento-rest") { PackageResources.magento_rest_yaml },
    Source(name: "n11") { PackageResources.n11_yaml },
    Source(name: "opencart") { PackageResources.opencart_yaml },
    Source(name: "opencart-tables") { PackageResources.opencart_tables_yaml },
    Source(name: "prestashop-csv") { PackageResources.prestashop_csv_yaml },
    Source(name: "prestashop-csv-grid") { PackageResources.prestashop_csv_grid_yaml },
    Source(name: "prestashop-csv-tables") { PackageResources.prestashop_csv_tables_yaml },
    Source(name: "sfcc-xml") { PackageResources.sfcc_xml_yaml },
    Source(name: "shopify-bulk") { PackageResources.shopify_bulk_yaml },
    Source(name: "shopify-csv") { PackageResources.shopify_csv_yaml },
    Source(name: "shopify-rest") { PackageResources.shopify_rest_yaml },
    Source(name: "square") { PackageResources.square_yaml },
    Source(name: "square-tables") { PackageResources.square_tables_yaml },
    Source(name: "trendyol") { PackageResources.trendyol_yaml },
    Source(name: "ubl-invoice") { PackageResources.ubl_invoice_yaml },
    Source(name: "ubl-order") { PackageResources.ubl_order_yaml },
    Source(name: "woocommerce-csv") { PackageResources.woocommerce_csv_yaml },
    Source(name: "woocommerce-csv-advanced") { PackageResources.woocommerce_csv_advanced_yaml },
    Source(name: "woocommerce-rest") { PackageResources.woocommerce_rest_yaml },
  ]

  /// The profile of a run that names none.
  package static let defaultName = "akinon"

  /// The names that `--profile` knows.
  package static var names: [String] { list.map(\.name) }

  /// The YAML of a profile, as UTF-8, for people to copy.
  ///
  /// - Throws: A problem with a suggestion and the list of names where there is no such profile.
  package static func yaml(named name: String) throws(ProfileError) -> [UInt8] {
    if let source = list.first(where: { $0.name == name }) { return source.yaml() }
    let problem = ProfileProblem(
      place: nil,
      message: "no built-in profile has this name (there is: \(names.joined(separator: ", ")))",
      suggestion: Suggestion.closest(to: name, among: names))
    throw ProfileError(source: quoted(name), problems: [problem])
  }

  /// The profile of a name. No other is parsed.
  ///
  /// - Throws: As `yaml(named:)`.
  package static func profile(named name: String) throws(ProfileError) -> Profile {
    try ProfileReader.profile(fromYAML: yaml(named: name), source: name)
  }

  /// All profiles, one line each: the name and the first sentence of the description.
  ///
  /// - Throws: The problems of a profile that the tests should have found.
  package static func listing() throws(ProfileError) -> String {
    var profiles: [Profile] = []
    for name in names { profiles.append(try profile(named: name)) }
    return ProfileText.listing(of: profiles)
  }
}
