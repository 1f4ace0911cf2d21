internal import BasketModel
internal import ExportProfiles

/// A nested layout compiled for scanners: a tree of keys whose leaves are slots.
///
/// Node 0 is the record. Built once per export and shared by all workers; immutable.
struct NestedPlan: Sendable {
  /// The nodes; children have higher indices than their parents.
  private(set) var nodes: [PlanNode]

  /// Compiles the fields of `layout`.
  ///
  /// - Complexity: O(fields × path length).
  init(_ layout: NestedLayout) {
    nodes = [PlanNode()]
    for (field, path) in layout.orderFields.inModelOrder { add(path, from: 0, leafOf: field) }
    if let path = layout.itemsPath {
      let element = addNode()
      add(path, from: 0, target: .items(element: element))
      for (field, path) in layout.itemFields.inModelOrder {
        add(path, from: element, leafOf: field)
      }
    }
    if let path = layout.discountsPath {
      let element = addNode()
      add(path, from: 0, target: .discounts(element: element))
      for (field, path) in layout.discountFields.inModelOrder {
        add(path, from: element, leafOf: field)
      }
    }
  }

  private mutating func addNode() -> Int {
    nodes.append(PlanNode())
    return nodes.count - 1
  }

  private mutating func add(_ path: [String], from root: Int, leafOf field: OrderField) {
    guard let slot = FieldSlot(field) else { return }
    add(path, from: root, target: .leaf(slot))
  }

  private mutating func add(_ path: [String], from root: Int, target: PlanTarget) {
    var node = root
    for key in path.dropLast() {
      if case .object(let child)? = nodes[node].target(of: Array(key.utf8)) {
        node = child
      } else {
        let child = addNode()
        nodes[node].keys.append(PlanKey(Array(key.utf8), target: .object(child)))
        node = child
      }
    }
    guard let last = path.last else { return }
    nodes[node].keys.append(PlanKey(Array(last.utf8), target: target))
  }
}

/// The keys of one object or element.
struct PlanNode: Sendable {
  /// The keys, in the model's order; at most 64, so that one word can say which were seen.
  var keys: [PlanKey] = []

  /// What the key leads to; nil where the plan has no such key.
  func target(of name: [UInt8]) -> PlanTarget? {
    keys.first { $0.name == name }?.target
  }
}

/// One key with what it leads to.
struct PlanKey: Sendable {
  /// The key as UTF-8.
  let name: [UInt8]
  let target: PlanTarget

  init(_ name: [UInt8], target: PlanTarget) {
    self.name = name
    self.target = target
  }
}

/// What a key leads to.
enum PlanTarget: Sendable, Equatable, BitwiseCopyable {
  /// A value for a slot.
  case leaf(FieldSlot)
  /// An object (or element) with keys of its own.
  case object(Int)
  /// The items: in JSON an array of objects, in XML one of the repeated elements.
  case items(element: Int)
  /// The discounts, likewise.
  case discounts(element: Int)
}

extension Dictionary where Key == OrderField {
  /// The entries in the model's order, so that plans do not depend on hashing.
  var inModelOrder: [(key: OrderField, value: Value)] {
    sorted { $0.key.rawValue < $1.key.rawValue }
  }
}
