internal import BasketModel
internal import ExportProfiles

// The sums that a profile says must hold.
extension BasketBuilder {
  mutating func check(
    _ identity: MappingPlan.CompiledIdentity, _ input: inout RecordText, _ bytes: PaddedBytes,
    into assembler: inout OrderAssembler
  ) {
    if identity.path.isEmpty {
      check(identity, identity.name, at: RecordTree.root, &input, bytes, into: &assembler)
      return
    }
    let nodes = evaluator.nodes(identity.path, from: RecordTree.root, input)
    for (place, node) in nodes.enumerated() {
      check(
        identity, nodes.count == 1 ? identity.name : "\(identity.name), number \(place + 1)",
        at: Int(node), &input, bytes,
        into: &assembler)
    }
  }

  /// - Parameter name: What to call the identity at this place.
  mutating func check(
    _ identity: MappingPlan.CompiledIdentity, _ name: @autoclosure () -> String, at node: Int,
    _ input: inout RecordText, _ bytes: PaddedBytes, into assembler: inout OrderAssembler
  ) {
    guard evaluator.holds(identity.conditions, at: node, &input) else { return }
    let left = evaluator.number(identity.left, at: node, &input)
    let right = evaluator.number(identity.right, at: node, &input)
    if let fault = takeFault() {
      assembler.noteIdentity(
        "\(name()): \(fault.reason)", bytes, byte: fault.byte, value: fault.value)
      return
    }
    guard let left, let right else { return }
    let allowed = allowed(identity, at: node, &input, assembler)
    if let difference = left.value.adding(right.value.negated),
      let beyond = difference.magnitude.adding(allowed.negated), beyond.digits <= 0
    {
      return
    }
    let byte = left.byte >= 0 ? left.byte : evaluator.tree.nodes[node].byte
    assembler.noteIdentity(
      "\(name()): \(left.value.text) is not \(right.value.text)", bytes, byte: Int(byte),
      value: nil)
  }

  /// By how much the sides of an identity may differ.
  private mutating func allowed(
    _ identity: MappingPlan.CompiledIdentity, at node: Int, _ input: inout RecordText,
    _ assembler: OrderAssembler
  ) -> ExactNumber {
    if let source = identity.allowed {
      let amount = evaluator.number(source, at: node, &input)
      // What cannot be used allows nothing.
      evaluator.fault = nil
      return amount?.value.magnitude ?? .zero
    }
    setScale(input, assembler)
    return ExactNumber(
      digits: Int128(identity.tolerance), fractionDigits: Int(evaluator.scale))
  }
}
