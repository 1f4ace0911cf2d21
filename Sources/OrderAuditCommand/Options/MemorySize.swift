import ArgumentParser

/// An amount of memory, as `512M` or `1G`.
package struct MemorySize: Equatable, Sendable {
  /// The size in bytes.
  package let bytes: Int

  /// The limit where none is given: 1 GiB.
  package static let standard = MemorySize(bytes: 1 << 30)

  /// The least that is of use: 1 MiB.
  private static let bytesMin = 1 << 20

  private init(bytes: Int) {
    self.bytes = bytes
  }

  /// Reads digits with an optional unit K, M, G or T (powers of 1024, either case); nil for
  /// anything else, for less than 1 MiB and for more than fits.
  package init?(argument: String) {
    var digits = Substring(argument)
    var shift = 0
    if let unit = argument.last,
      let place = Array("KMGT").firstIndex(of: Character(unit.uppercased()))
    {
      digits = digits.dropLast()
      shift = 10 * (place + 1)
    }
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let value = Int(digits)
    else { return nil }
    let (bytes, overflows) = value.multipliedReportingOverflow(by: 1 << shift)
    guard !overflows, bytes >= Self.bytesMin else { return nil }
    self.bytes = bytes
  }
}

extension MemorySize: ExpressibleByArgument {
  /// As the command line writes it.
  package var defaultValueDescription: String {
    bytes % (1 << 30) == 0 ? "\(bytes >> 30)G" : "\(bytes >> 20)M"
  }
}
