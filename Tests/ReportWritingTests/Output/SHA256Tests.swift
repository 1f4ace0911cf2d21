import ReportWriting
import Testing

@Suite struct SHA256Tests {
  private func digest(_ pieces: [UInt8]...) -> String {
    var hash = SHA256()
    for piece in pieces { hash.update(with: piece.span) }
    return hash.finished()
  }

  @Test(
    "the vectors of NIST's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
          + "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
    ])
  func vectors(_ message: String, _ expected: String) {
    #expect(digest([UInt8](message.utf8)) == expected)
  }

  @Test func portableCodeEqualsTheInstructions() {
    let bytes = (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 >> 3) }
    for count in 0..<bytes.count {
      let message = Array(bytes[..<count])
      var portable = SHA256(isPortable: true)
      portable.update(with: message.span)
      #expect(portable.finished() == digest(message), "\(count) bytes")
    }
  }

  @Test func millionLetters() {
    var hash = SHA256()
    let piece = [UInt8](repeating: 0x61, count: 1000)
    for _ in 0..<1000 { hash.update(with: piece.span) }
    #expect(
      hash.finished() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("every split of a message gives the same digest")
  func splits() {
    let message = (0..<200).map { UInt8($0) }
    let whole = digest(message)
    for first in 0...message.count {
      let second = min(first + 1 + first % 70, message.count)
      #expect(
        digest(Array(message[..<first]), Array(message[first..<second]), Array(message[second...]))
          == whole, "\(first), \(second)")
    }
  }

  @Test("asking for the digest does not end the message")
  func goesOn() {
    var hash = SHA256()
    hash.update(with: [UInt8]("ab".utf8).span)
    _ = hash.finished()
    hash.update(with: [UInt8]("c".utf8).span)
    #expect(hash.finished() == digest([UInt8]("abc".utf8)))
  }
}
