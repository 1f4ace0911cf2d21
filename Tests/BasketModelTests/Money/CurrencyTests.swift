import BasketModel
import Testing

struct CurrencyTests {
  private static func currency(_ code: String) -> Currency { Currency(code: Array(code.utf8).span) }

  static let known: [(code: String, written: String, digits: UInt8)] = [
    ("TRY", "TRY", 2), ("try", "TRY", 2), ("TrY", "TRY", 2), ("EUR", "EUR", 2), ("USD", "USD", 2),
    ("JPY", "JPY", 0), ("KRW", "KRW", 0), ("ISK", "ISK", 0), ("CLP", "CLP", 0), ("KWD", "KWD", 3),
    ("BHD", "BHD", 3), ("TND", "TND", 3), ("CLF", "CLF", 4), ("UYW", "UYW", 4), ("DEM", "DEM", 2),
    ("TRL", "TRL", 0), ("ITL", "ITL", 0), ("ZWR", "ZWR", 2), ("AED", "AED", 2),
  ]

  static let unknown = [
    "", "T", "TR", "TRYY", "TL", "ABC", "AAA", "ZZZ", "T Y", "TR1", "₺", " TRY", "TRY ", "TR\u{0}",
    "£", "[[[", "@@@", "{{{",
    // No fraction digits are defined for metals and special drawing rights.
    "XAU", "XDR", "XTS", "XXX",
  ]

  @Test(arguments: known)
  func knowsISO4217(_ test: (code: String, written: String, digits: UInt8)) {
    let currency = Self.currency(test.code)
    #expect(currency.isKnown)
    #expect(currency.code == test.written)
    #expect(currency.fractionDigits == test.digits)
  }

  @Test(arguments: unknown)
  func refusesOthers(_ code: String) {
    let currency = Self.currency(code)
    #expect(currency == .unknown)
    #expect(!currency.isKnown)
    #expect(currency.code == "")
    #expect(currency.fractionDigits == 0)
  }

  @Test func defaultIsTheTurkishLira() {
    #expect(Currency.turkishLira == Self.currency("TRY"))
    #expect(Currency.turkishLira.code == "TRY")
  }

  /// Every three bytes are either a code that writes itself back or unknown; none traps.
  @Test func anyThreeBytesAreSafe() {
    var codes: Set<String> = []
    for first in UInt8.min...UInt8.max {
      for second in stride(from: UInt8(0), through: 250, by: 5) {
        let currency = Currency(code: [first, second, 0x59].span)
        if currency.isKnown { codes.insert(currency.code) }
      }
    }
    #expect(codes.allSatisfy { Self.currency($0).code == $0 })
  }

  static let suggestions: [(code: String, suggestion: String?)] = [
    ("TL", "TRY"), ("tl", "TRY"), ("YTL", "TRY"), ("RMB", "CNY"), ("EURO", "EUR"), ("ABC", nil),
    ("", nil),
  ]

  @Test(arguments: suggestions)
  func suggests(_ test: (code: String, suggestion: String?)) {
    #expect(Currency.suggestion(for: Array(test.code.utf8).span) == test.suggestion)
  }
}
