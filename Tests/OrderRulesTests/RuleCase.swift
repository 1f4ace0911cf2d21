import BasketModel
import OrderRules
import TestSupport
import Testing

/// One order and the findings it must have: a line of a rule's table.
struct RuleCase: Sendable, CustomTestStringConvertible {
  let name: String
  let change: @Sendable (inout OrderFixture) -> Void
  let expected: [String]

  /// - Parameters:
  ///   - change: What the order has unlike the clean one of `OrderFixture`.
  ///   - expected: The findings, as `outline` writes them.
  init(
    _ name: String, _ change: @escaping @Sendable (inout OrderFixture) -> Void = { _ in },
    _ expected: [String] = []
  ) {
    self.name = name
    self.change = change
    self.expected = expected
  }

  var testDescription: String { name }

  /// The order's findings with `code`, in their order.
  func findings(of code: FindingCode, _ context: RuleContext = RuleContext()) -> [String] {
    let all = RuleRun([OrderFixture(change)], context).findings.map(\.finding)
    return all.filter { $0.code == code }.map(outline)
  }
}

/// All rules on some orders.
struct RuleRun {
  var findings: [OrderFinding] = []
  var tally = RuleTally()

  init(_ orders: [OrderFixture], _ context: RuleContext = RuleContext()) {
    self.init(OrderFixture.batch(orders), context)
  }

  init(_ batch: OrderBatch, _ context: RuleContext = RuleContext()) {
    let text = unsafe BatchText(
      buffer: UnsafeBufferPointer(start: nil, count: 0), decoded: batch.decodedText)
    OrderRuleList.evaluate(
      batch, text: text, context: context, findings: &findings, tally: &tally)
  }

  /// The code of every finding, in order.
  var codes: [String] { findings.map(\.finding.code.name) }

  /// Evaluated orders and reasons for the others of one rule, for example `1; no user directory:
  /// 2`.
  func counts(of code: FindingCode) -> String {
    tally.summaries().filter { $0.codes == [code] }.map { summary in
      summary.notEvaluated.reduce("\(summary.ordersEvaluated)") {
        "\($0); \($1.reason): \($1.orders)"
      }
    }.joined()
  }
}

/// A finding's argument and values without its code, for example `amount: 1.00 TRY` or
/// `null: 1.00 is not 2.00 TRY`.
func outline(_ finding: Finding) -> String {
  let argument = finding.argument?.argument ?? "null"
  switch finding.details {
  case .none: return argument
  case .stated(let stated, let money): return "\(argument): \(text(stated, money))"
  case .sums(let stated, let computed, let money):
    let first = DecimalText.text(minorUnits: stated, scale: money.scale)
    return "\(argument): \(first) is not \(text(computed, money))"
  case .fault(let fault): return "\(argument): \(fault.reason)"
  case .duplicate, .export: return "\(argument): not a rule's finding"
  }
}

private func text(_ minorUnits: Int128, _ money: MoneyContext) -> String {
  "\(DecimalText.text(minorUnits: minorUnits, scale: money.scale)) \(money.currency.code)"
}
