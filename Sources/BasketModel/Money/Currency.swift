/// A currency of ISO 4217, current or historic, with its number of fraction digits.
///
/// Two bytes: the three letters in base 26, so that an order stays small and no table is needed to
/// write the code back.
@usableFromInline package struct Currency: Sendable, Hashable, BitwiseCopyable {
  /// The letters in base 26 (`A` is 0), or `UInt16.max` for an unknown currency.
  @usableFromInline package let packedLetters: UInt16

  @inlinable
  init(packedLetters: UInt16) {
    self.packedLetters = packedLetters
  }

  /// A code that ISO 4217 does not know.
  @inlinable package static var unknown: Currency { Currency(packedLetters: .max) }

  /// The Turkish lira, the published page's default.
  package static let turkishLira = Currency(packedLetters: packed(0x54, 0x52, 0x59))

  /// The currency of a code in upper or lower case; `.unknown` where ISO 4217 has none.
  ///
  /// - Complexity: O(1).
  package init(code: Span<UInt8>) {
    guard code.count == 3 else {
      self = .unknown
      return
    }
    let letters = (code[0] & 0xDF, code[1] & 0xDF, code[2] & 0xDF)
    guard Self.isLetter(letters.0), Self.isLetter(letters.1), Self.isLetter(letters.2) else {
      self = .unknown
      return
    }
    let packed = Self.packed(letters.0, letters.1, letters.2)
    self =
      Self.exponents[Int(packed)] == Self.noExponent ? .unknown : Currency(packedLetters: packed)
  }

  /// Whether ISO 4217 knows the currency.
  @inlinable package var isKnown: Bool { packedLetters != .max }

  /// Fraction digits of the currency's minor unit; 0 for an unknown currency.
  package var fractionDigits: UInt8 {
    isKnown ? Self.exponents[Int(packedLetters)] : 0
  }

  /// The three letters; empty for an unknown currency.
  package var code: String {
    guard isKnown else { return "" }
    let value = Int(packedLetters)
    let letters = [value / 676, value / 26 % 26, value % 26].map { UInt8(0x41 + $0) }
    return String(decoding: letters, as: UTF8.self)
  }

  /// The currency that people mean by a common label which is no ISO 4217 code, as `TL` for `TRY`.
  package static func suggestion(for code: Span<UInt8>) -> String? {
    let upper = String(decoding: (0..<code.count).map { code[$0] & 0xDF }, as: UTF8.self)
    return switch upper {
    case "TL", "YTL": "TRY"
    case "LEI": "RON"
    case "RMB": "CNY"
    case "EURO": "EUR"
    case "STG": "GBP"
    default: nil
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }

  private static func packed(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> UInt16 {
    (UInt16(first) - 0x41) * 676 + (UInt16(second) - 0x41) * 26 + (UInt16(third) - 0x41)
  }

  private static let noExponent = UInt8.max

  /// Fraction digits by packed letters.
  private static let exponents: [UInt8] = {
    var table = [UInt8](repeating: noExponent, count: 26 * 26 * 26)
    for (digits, codes) in codesByFractionDigits {
      for code in codes.utf8.split(separator: 0x20) {
        let letters = [UInt8](code)
        table[Int(packed(letters[0], letters[1], letters[2]))] = digits
      }
    }
    return table
  }()

  /// The codes of ISO 4217, lists one and three, by the digits of their minor unit.
  private static let codesByFractionDigits: [(UInt8, String)] = [
    (
      0,
      """
      BEF BIF BYB BYR CLP DJF ESP GNF GRD ISK ITL JPY KMF KRW LUF MGF PTE PYG RWF \
      TPE TRL UGX UYI VND VUV XAF XOF XPF
      """
    ),
    (
      2,
      """
      ADF AED AFA AFN ALK ALL AMD ANG AOA AOK AON AOR ARA ARP ARS ARY ATS AUD AWG AYM \
      AZM AZN BAD BAM BBD BDT BEC BEL BGJ BGK BGL BGN BMD BND BOB BOP BOV BRB BRC BRE \
      BRL BRN BRR BSD BTN BUK BWP BYN BZD CAD CDF CHC CHE CHF CHW CNY COP COU CRC CSD \
      CSJ CSK CUC CUP CVE CYP CZK DDM DEM DKK DOP DZD EEK EGP EKE ERN ESA ESB ETB EUR \
      FIM FJD FKP FRF GBP GEK GEL GHC GHP GHS GIP GMD GNE GNS GQE GTQ GWE GWP GYD HKD \
      HNL HRD HRK HTG HUF IDR IEP ILP ILR ILS INR IRR ISJ JMD KES KGS KHR KPW KYD KZT \
      LAJ LAK LBP LKR LRD LSL LSM LTL LTT LUC LUL LVL LVR MAD MAF MDL MGA MKD MLF MMK \
      MNT MOP MRO MRU MTL MTP MUR MVQ MVR MWK MXN MXP MXV MYR MZE MZM MZN NAD NGN NIC \
      NIO NLG NOK NPR NZD PAB PEH PEI PEN PES PGK PHP PHZ PKR PLN PLZ QAR RHD ROK ROL \
      RON RSD RUB RUR SAR SBD SCR SDD SDG SDP SEK SGD SHP SIT SKK SLE SLL SOS SRD SRG \
      SSP STD STN SUR SVC SYP SZL THB TJR TJS TMM TMT TOP TRY TTD TWD TZS UAH UAK UGS UGW \
      USD USN USS UYN UYP UYU UZS VEB VED VEF VES VNC WST XAD XCD XCG XEU YDD YER YUD \
      YUM YUN ZAL ZAR ZMK ZMW ZRN ZRZ ZWC ZWD ZWG ZWL ZWN ZWR
      """
    ),
    (
      3,
      """
      BHD IQD JOD KWD LYD OMR TND
      """
    ),
    (
      4,
      """
      CLF UYW
      """
    ),
  ]
}
