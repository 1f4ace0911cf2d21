import TestSupport

/// Damages inputs at random, as transport, editors and attackers do.
struct InputDamage {
  /// What the format is made of.
  let tokens: [[UInt8]]

  /// Damages the bytes once. Whatever they are, they stay short.
  func apply(to bytes: inout [UInt8], _ random: inout SeededGenerator) {
    let place = random.below(bytes.count + 1)
    let end = min(bytes.count, place + random.below(40))
    switch random.below(8) {
    case 0 where place < bytes.count: bytes[place] = UInt8(random.below(256))
    case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.below(8))
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count + 1))
    case 4: bytes.removeSubrange(place...)
    case 5 where !tokens.isEmpty: bytes.replaceSubrange(place..<end, with: random.pick(tokens))
    case 6 where !tokens.isEmpty: bytes.insert(contentsOf: random.pick(tokens), at: place)
    default: bytes.insert(random.pick([0x00, 0x0A, 0x0D, 0x22, 0x5C, 0xC3, 0xFF]), at: place)
    }
  }
}
