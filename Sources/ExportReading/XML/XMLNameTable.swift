internal import BasketModel
internal import CXMLParser

/// Says by pointer what an element or attribute name leads to.
///
/// The parser interns every name, so equal names have equal pointers: one probe of a small table
/// replaces comparing texts. Made for one parser; owned by one task.
@safe
struct XMLNameTable: ~Copyable {
  /// What a name is to the reader.
  enum Step {
    /// Not in the plan.
    static let unknown: Int16 = -1
    /// At or above this: an object, item or discount node, by `step - nodeBase`.
    static let nodeBase: Int16 = 256
  }

  private static let capacity = 256
  /// Interned names; open addressing.
  private let keys: UnsafeMutablePointer<UnsafePointer<UInt8>?>
  /// The name's number, from 1; the record's name is 1.
  private let numbers: UnsafeMutablePointer<Int16>
  /// By node and number: what the name leads to there. Below `nodeBase` a slot.
  private let steps: UnsafeMutablePointer<Int16>
  private let nameCount: Int
  private let stepCount: Int

  static let recordNumber: Int16 = 1

  /// - Parameters:
  ///   - names: The distinct names, the record's first; at most 128 are looked up.
  ///   - steps: By node and name, `names.count` for each node.
  @unsafe init(_ plan: XMLPlan, context: OpaquePointer) {
    unsafe keys = .allocate(capacity: Self.capacity)
    unsafe keys.initialize(repeating: nil, count: Self.capacity)
    unsafe numbers = .allocate(capacity: Self.capacity)
    unsafe numbers.initialize(repeating: 0, count: Self.capacity)
    nameCount = plan.names.count + 1
    stepCount = plan.steps.count
    unsafe steps = .allocate(capacity: max(1, stepCount))
    for (index, step) in plan.steps.enumerated() { unsafe (steps + index).initialize(to: step) }
    for (index, name) in plan.names.enumerated() {
      guard let interned = unsafe xml_parser_intern(context, name, Int32(name.count)) else {
        continue
      }
      var place = unsafe Self.hash(interned)
      while unsafe keys[place] != nil { place = (place + 1) & (Self.capacity - 1) }
      unsafe keys[place] = interned
      unsafe numbers[place] = Int16(index + 1)
    }
  }

  deinit {
    unsafe keys.deallocate()
    unsafe numbers.deallocate()
    unsafe steps.deallocate()
  }

  /// The number of an interned name; 0 when the plan does not know it.
  @inline(__always)
  func number(_ name: UnsafePointer<UInt8>) -> Int16 {
    var place = unsafe Self.hash(name)
    while true {
      guard let key = unsafe keys[place] else { return 0 }
      if unsafe key == name { return unsafe numbers[place] }
      place = (place &+ 1) & (Self.capacity &- 1)
    }
  }

  /// What the name leads to in `node`.
  @inline(__always)
  func step(_ node: Int16, _ number: Int16) -> Int16 {
    if number == 0 { return Step.unknown }
    let index = Int(node) &* nameCount &+ Int(number)
    precondition(UInt(bitPattern: index) < UInt(bitPattern: stepCount))
    return unsafe steps[index]
  }

  @inline(__always)
  private static func hash(_ name: UnsafePointer<UInt8>) -> Int {
    let bits = UInt(bitPattern: name)
    return Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) >> 56)
  }
}
