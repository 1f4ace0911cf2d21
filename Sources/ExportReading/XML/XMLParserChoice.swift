/// Which parser reads the records of XML exports; the results are the same.
package enum XMLParserChoice: String, Sendable, CaseIterable {
  /// Our own reader for plain records (`XMLPlainReader`), libxml2 for all others.
  case auto
  /// libxml2 for every record: for comparing, and for whoever distrusts the other.
  case libxml2
}
