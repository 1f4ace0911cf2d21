package import BasketModel

/// What one order was made of.
package struct OrderTrace: Sendable {
  /// One place of the export with a text.
  package struct Feed: Sendable {
    /// Names from the order to the place; one name for a column.
    package var path: [String]
    /// Line of the place, from 0 in the buffer.
    package var line: Int
    /// Byte of the place, from 0 in the buffer.
    package var byte: Int
    /// The text as it is written, where it is known to be no more than a number, a currency or an
    /// order id.
    package var text: String?
  }

  /// One field with all places that it was made of.
  package struct Field: Sendable {
    package var field: OrderField
    /// Place of the item or discount, from 0; nil for fields of the order.
    package var index: Int?
    package var feeds: [Feed]
  }

  /// One charge that the profile adds.
  package struct Charge: Sendable {
    /// What it becomes: `term`, `item` or `discount`.
    package var kind: String
    /// The number; nil where it has none that could be used.
    package var value: String?
    package var feeds: [Feed]
  }

  /// One identity of the profile at one place.
  package struct Identity: Sendable {
    package var name: String
    package var left: String?
    package var right: String?
    package var difference: String?
    /// Minor units by which the two may differ.
    package var tolerance: Int
    package var leftFeeds: [Feed]
    package var rightFeeds: [Feed]
  }

  /// First byte of the order, from 0 in the buffer.
  package var byte: Int
  package var fields: [Field] = []
  package var charges: [Charge] = []
  package var identities: [Identity] = []

  init(byte: Int) {
    self.byte = byte
  }

  /// Moves all places.
  package mutating func move(bytes: Int, lines: Int) {
    byte += bytes
    for index in fields.indices {
      Self.move(&fields[index].feeds, bytes: bytes, lines: lines)
    }
    for index in charges.indices {
      Self.move(&charges[index].feeds, bytes: bytes, lines: lines)
    }
    for index in identities.indices {
      Self.move(&identities[index].leftFeeds, bytes: bytes, lines: lines)
      Self.move(&identities[index].rightFeeds, bytes: bytes, lines: lines)
    }
  }

  private static func move(_ feeds: inout [Feed], bytes: Int, lines: Int) {
    for index in feeds.indices {
      feeds[index].byte += bytes
      feeds[index].line += lines
    }
  }
}
