internal import BasketModel

/// A nested plan with its names numbered.
struct XMLPlan: Sendable {
  /// The distinct names; the record's is first.
  let names: [[UInt8]]
  /// By node and name number (from 0 for unknown): see `XMLNameTable.Step`.
  let steps: [Int16]
  /// The slots that steps point to.
  let slots: [FieldSlot]
  /// What each node is.
  let kinds: [Kind]
  /// Bits of `slots` that belong to an item, and to a discount.
  let itemSlots: UInt64
  let discountSlots: UInt64

  enum Kind: Sendable { case object, item, discount }

  init(_ plan: NestedPlan, recordName: [UInt8]) {
    var names = [recordName]
    for key in plan.nodes.flatMap(\.keys) where !names.contains(key.name) && names.count < 128 {
      names.append(key.name)
    }
    let width = names.count + 1
    var steps = [Int16](repeating: XMLNameTable.Step.unknown, count: plan.nodes.count * width)
    var slots: [FieldSlot] = []
    var kinds = [Kind](repeating: .object, count: plan.nodes.count)
    for (node, content) in plan.nodes.enumerated() {
      for key in content.keys {
        guard let name = names.firstIndex(of: key.name) else { continue }
        let place = node * width + name + 1
        guard steps[place] == XMLNameTable.Step.unknown else { continue }
        switch key.target {
        case .leaf(let slot):
          guard slots.count < 64 else { continue }
          steps[place] = Int16(slots.count)
          slots.append(slot)
        case .object(let child): steps[place] = XMLNameTable.Step.nodeBase + Int16(child)
        case .items(let child):
          steps[place] = XMLNameTable.Step.nodeBase + Int16(child)
          kinds[child] = .item
        case .discounts(let child):
          steps[place] = XMLNameTable.Step.nodeBase + Int16(child)
          kinds[child] = .discount
        }
      }
    }
    self.names = names
    self.steps = steps
    self.slots = slots
    self.kinds = kinds
    itemSlots = Self.mask(slots) { $0.field.owner == .item }
    discountSlots = Self.mask(slots) { $0.field.owner == .discount }
  }

  private static func mask(_ slots: [FieldSlot], _ belongs: (FieldSlot) -> Bool) -> UInt64 {
    slots.enumerated().reduce(0) { mask, entry in
      belongs(entry.element) ? mask | 1 << UInt64(entry.offset) : mask
    }
  }
}
