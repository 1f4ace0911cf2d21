/// A JSON document in the making, indented by two spaces for people to read.
///
/// Members and elements come out in the order in which they are added.
struct JSONDocument {
  /// The text so far.
  private(set) var bytes: [UInt8] = []
  private var depth = 0
  private var isFirst = true

  /// Adds an object: the value of `name`, or an element where there is no name.
  mutating func object(_ name: StaticString? = nil, _ members: (inout JSONDocument) -> Void) {
    nest(name, open: 0x7B, close: 0x7D, members)
  }

  /// Adds an array: the value of `name`.
  mutating func array(_ name: StaticString, _ elements: (inout JSONDocument) -> Void) {
    nest(name, open: 0x5B, close: 0x5D, elements)
  }

  /// Adds an integer; `null` for nil.
  mutating func integer(_ name: StaticString, _ value: Int?) {
    begin(name)
    JSONText.appendIntegerOrNull(value, to: &bytes)
  }

  /// Adds an integer under a name that is not known beforehand.
  mutating func integer(named name: String, _ value: Int) {
    begin(nil)
    JSONText.appendString(name, to: &bytes)
    JSONText.appendLiteral(": ", to: &bytes)
    JSONText.appendInteger(value, to: &bytes)
  }

  /// Adds `true` or `false`.
  mutating func boolean(_ name: StaticString, _ value: Bool) {
    begin(name)
    JSONText.appendLiteral(value ? "true" : "false", to: &bytes)
  }

  /// Adds a string, as an element where there is no name.
  mutating func string(_ name: StaticString? = nil, _ value: String) {
    begin(name)
    JSONText.appendString(value, to: &bytes)
  }

  /// Adds `null`.
  mutating func null(_ name: StaticString) {
    begin(name)
    JSONText.appendLiteral("null", to: &bytes)
  }

  /// Adds whatever `value` appends, which has to be one JSON value.
  mutating func value(_ name: StaticString, _ value: (inout [UInt8]) -> Void) {
    begin(name)
    value(&bytes)
  }

  private mutating func nest(
    _ name: StaticString?, open: UInt8, close: UInt8, _ content: (inout JSONDocument) -> Void
  ) {
    begin(name)
    bytes.append(open)
    depth += 1
    isFirst = true
    content(&self)
    depth -= 1
    if !isFirst { appendLineBreak() }
    isFirst = false
    bytes.append(close)
  }

  private mutating func begin(_ name: StaticString?) {
    if !isFirst { bytes.append(0x2C) }
    isFirst = false
    if depth > 0 { appendLineBreak() }
    guard let name else { return }
    bytes.append(0x22)
    JSONText.appendLiteral(name, to: &bytes)
    JSONText.appendLiteral(#"": "#, to: &bytes)
  }

  private mutating func appendLineBreak() {
    bytes.append(0x0A)
    for _ in 0..<depth { JSONText.appendLiteral("  ", to: &bytes) }
  }
}
