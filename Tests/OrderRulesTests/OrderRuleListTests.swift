import BasketModel
import Foundation
import OrderRules
import TestSupport
import Testing

struct OrderRuleListTests {
  /// The table of the contract, without `ORDER_ID_EXISTS`, which the duplicate index raises.
  private static let codesInOrder = [
    "INVALID_USER_FOR_PAYMENT_SESSION", "USER_NOT_FOUND", "AMOUNTS_DONT_MATCH",
    "INVALID_TOTAL_PRODUCT_AMOUNT", "INVALID_TOTAL_AMOUNT", "INVALID_TOTAL_DISCOUNT_AMOUNT",
    "INVALID_AMOUNT_VALUE", "ITEM_PRICE_MISMATCH",
  ]

  /// The published page, byte for byte.
  private static let publishedMessages = [
    "INVALID_USER_FOR_PAYMENT_SESSION": "Kullanıcı adı ödeme oturumu için geçerli değil.",
    "USER_NOT_FOUND": "Kullanıcı bulunamadı.",
    "AMOUNTS_DONT_MATCH": "Sepet ve Sipariş tutarları örtüşmüyor.",
    "INVALID_TOTAL_PRODUCT_AMOUNT": "Toplam ürün bedeli (total_product_amount) parametresi hatalı",
    "INVALID_TOTAL_AMOUNT": "Sepet toplam tutar (total_amount) parametresi hatalı",
    "INVALID_TOTAL_DISCOUNT_AMOUNT":
      "Toplam indirim tutarı (total_discount_amount) parametresi hatalı",
    "INVALID_AMOUNT_VALUE": "Invalid amount. Please provide a valid, positive value.",
  ]

  /// Offends against every rule but one of the two user rules, which exclude each other.
  private static func offender(_ change: (inout OrderFixture) -> Void) -> OrderFixture {
    var order = OrderFixture {
      ($0.amount, $0.totalAmount, $0.totalProductAmount, $0.totalDiscountAmount) = (-1, 1, 1, 1)
      $0.items = [BasketItem(unitPrice: 2, price: 3)]
      $0.sessionOwnerID = "1"
    }
    change(&order)
    return order
  }

  @Test func codesStandInTheContractsOrder() {
    #expect(OrderRuleList.codes.map(\.name) == Self.codesInOrder)
  }

  @Test func findingsComeInListOrder() throws {
    let context = RuleContext(users: try UserDirectories.withTokens())
    let withToken = RuleRun([Self.offender { $0.accessToken = "A" }], context).codes
    let withoutToken = RuleRun([Self.offender { _ in }], context).codes
    #expect(withToken == Self.codesInOrder.filter { $0 != "USER_NOT_FOUND" })
    #expect(withoutToken == Array(Self.codesInOrder.dropFirst()))
  }

  /// Each rule counts at its own code's place: `codes` and the calls are in step.
  @Test func outcomesStandAtTheirCodesPlaces() throws {
    let context = RuleContext(users: try UserDirectories.withTokens())
    let changes: [(code: String, change: (inout OrderFixture) -> Void, reason: String)] = [
      (
        "INVALID_USER_FOR_PAYMENT_SESSION", { $0.sessionOwnerID = "7" },
        "the order gives no akinon_user_access_token"
      ),
      (
        "USER_NOT_FOUND", { ($0.sessionOwnerID, $0.accessToken) = ("7", "A") },
        "the order gives an akinon_user_access_token"
      ),
      ("AMOUNTS_DONT_MATCH", { $0.amount = .absent }, "the stated value is absent"),
      (
        "INVALID_TOTAL_PRODUCT_AMOUNT", { $0.totalProductAmount = .absent },
        "the stated value is absent"
      ),
      ("INVALID_TOTAL_AMOUNT", { $0.totalAmount = .absent }, "the stated value is absent"),
      (
        "INVALID_TOTAL_DISCOUNT_AMOUNT", { $0.totalDiscountAmount = .absent },
        "the stated value is absent"
      ),
      ("ITEM_PRICE_MISMATCH", { _ in }, "no basket item states both unit_price and price"),
    ]
    for (code, change, reason) in changes {
      let summaries = RuleRun([OrderFixture(change)], context).tally.summaries()
      let places = summaries.filter { $0.notEvaluated.contains { $0.reason == reason } }
      #expect(places.flatMap(\.codes).map(\.name) == [code])
    }
  }

  @Test func everyFileOfTheFolderIsListed() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appending(path: "Sources/OrderRules/Rules")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let list = try String(
      contentsOf: root.appending(path: "Sources/OrderRules/OrderRuleList.swift"), encoding: .utf8)
    #expect(files.count == OrderRuleList.codes.count)
    for file in files {
      let rule = file.replacing(".swift", with: "")
      #expect(list.contains("\(rule).code,"), "\(rule)")
      #expect(list.contains("\(rule).evaluate("), "\(rule)")
      let source = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      #expect(source.contains("package enum \(rule) {"), "\(rule)")
    }
  }

  @Test func publishedMessagesAreExact() {
    for code in OrderRuleList.codes {
      #expect((code.origin == .published) == (Self.publishedMessages[code.name] != nil))
      let message = Self.publishedMessages[code.name] ?? code.englishMessage
      #expect(Array(code.publishedMessage.utf8) == Array(message.utf8))
      #expect([code.englishMessage, code.turkishMessage].contains(code.publishedMessage))
      #expect(code.englishMessage != code.turkishMessage)
    }
  }

  @Test func readingFindingsComeFirstAndNothingIsLost() {
    var batch = OrderFixture.batch([
      OrderFixture(), OrderFixture { $0.amount = 1 }, OrderFixture { $0.isUnreadable = true },
      OrderFixture { ($0.isUnreadable, $0.amount) = (true, 1) }, OrderFixture { $0.amount = 1 },
    ])
    let fault = FindingDetails.fault(
      ReadingFault(reason: "for the test", position: SourcePosition(line: 0, byte: 0)))
    let code = FindingCode(
      "FOR_THE_TEST", origin: .own, english: "", turkish: "",
      explanation: .init(meaning: "", arithmetic: "", example: "", usualCause: ""))
    batch.readingFindings = [0, 1, 1, 3].map {
      OrderFinding(order: $0, finding: Finding(code, details: fault))
    }
    let run = RuleRun(batch)
    #expect(
      run.findings.map { "\($0.order) \($0.finding.code.name)" } == [
        "0 FOR_THE_TEST", "1 FOR_THE_TEST", "1 FOR_THE_TEST", "1 AMOUNTS_DONT_MATCH",
        "3 FOR_THE_TEST", "4 AMOUNTS_DONT_MATCH",
      ])
    #expect(run.counts(of: AmountsDontMatchRule.code) == "3")
  }

  /// Findings of earlier batches stay; items and discounts of neighbours do not mix.
  @Test func manyOrdersKeepTheirOwnItems() {
    let orders = (1...50).map { number in
      OrderFixture {
        $0.items = (1...number).map { BasketItem(price: StatedAmount(integerLiteral: Int64($0))) }
        $0.discounts = number.isMultiple(of: 3) ? [1, 1] : []
        $0.stateSums()
        if number == 1 || number == 50 { $0.amount = 7 }
      }
    }
    #expect(RuleRun(orders).findings.map(\.order) == [0, 49])
  }

  @Test func anEmptyBatchHasNothing() {
    #expect(RuleRun(OrderBatch()).findings.isEmpty)
  }
}
