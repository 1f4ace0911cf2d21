import BasketModel
import Testing

struct KeyedHashTests {
  /// The authors' test: key 00…0f, message 00, 01, … of so many bytes. The results with 2 and 4
  /// rounds are the published ones; those with 1 and 3 come from an independent implementation.
  static let vectors: [(count: Int, twoAndFour: String, oneAndThree: String)] = [
    (0, "a3817f04ba25a8e66df67214c7550293", "e77ebcb22788a5befd62db6add303001"),
    (1, "da87c1d86b99af44347659119b22fc45", "fc6f370460d3eda85e0573cc2b2ff063"),
    (2, "8177228da4a45dc7fca38bdef60affe4", "75787f090569839b855bc9548c6aea95"),
    (3, "9c70b60c5267a94e5f33b6b02985ed51", "6bc5ccfa1edcf79f4823187712ebd743"),
    (7, "a1f1ebbed8dbc153c0b84aa61ff08239", "1084b923f2aae0c3a62f2ec80848ab77"),
    (8, "3b62a9ba6258f5610f83e264f31497b4", "aa12fee1d5e3dab4724f16ab35f9c799"),
    (9, "264499060ad9baabc47f8b02bb6d71ed", "81ddb8042cf33994f4720e0094137c42"),
    (15, "5493e99933b0a8117e08ec0f97cfc3d9", "c17e5505b2bd526c2921cdec1e7e0109"),
    (16, "6ee2a4ca67b054bbfd3315bf85230577", "d0a8d95715518eebb513b0f83d9e1793"),
    (63, "5150d1772f50834a503e069a973fbd7c", "4c5800e34efe426f079f6b0aa75260ad"),
  ]

  private static let key = KeyedHash.Key(
    first: 0x0706_0504_0302_0100, second: 0x0f0e_0d0c_0b0a_0908)

  /// The bytes of a value as the authors print them: both words with the lowest byte first.
  private static func hexadecimal(_ value: KeyedHash.Value) -> String {
    [value.high, value.low].map { word in
      (0..<8).map { index in
        let digits = String(UInt8(truncatingIfNeeded: word >> UInt64(8 * index)), radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
    }.joined()
  }

  @Test(arguments: vectors)
  func hashes(_ vector: (count: Int, twoAndFour: String, oneAndThree: String)) {
    let message = (0..<vector.count).map { UInt8($0) }
    let conservative = KeyedHash.conservativeValue(of: message.span, key: Self.key)
    let quick = KeyedHash.value(of: message.span, key: Self.key)
    #expect(Self.hexadecimal(conservative) == vector.twoAndFour)
    #expect(Self.hexadecimal(quick) == vector.oneAndThree)
  }

  @Test func randomKeysDiffer() {
    let message = [UInt8]("1043".utf8)
    let values = Set((0..<8).map { _ in KeyedHash.value(of: message.span, key: .random()) })
    #expect(values.count == 8)
  }
}
