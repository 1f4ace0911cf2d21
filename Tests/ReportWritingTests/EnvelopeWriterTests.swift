import BasketModel
import Foundation
import ReportWriting
import Testing

@Suite struct EnvelopeWriterTests {
  private func line(
    _ envelope: Envelope, _ format: EnvelopeFormat = .full, _ language: MessageLanguage = .english
  ) -> String {
    var writer = EnvelopeWriter(format: format, language: language)
    var output: [UInt8] = []
    writer.append(envelope, to: &output)
    return output.text
  }

  /// What stands between `"errors":[` and `]`, after checking the part before it.
  private func errors(_ findings: Finding...) throws -> String {
    let envelope = Sample.envelope(findings)
    let head =
      #"{"trace_id":"\#(envelope.traceID.description)","order_id":"1043","source":"#
      + #"{"export":"night.csv","record":12,"line":37,"byte":4711},"response":{"errors":["#
    let text = line(envelope)
    try #require(text.hasPrefix(head))
    try #require(text.hasSuffix("]}}\n"))
    return String(text.dropFirst(head.count).dropLast("]}}\n".count))
  }

  @Test func sums() throws {
    #expect(
      try errors(Sample.wrongTotal)
        == #"{"error_code":"INVALID_TOTAL_AMOUNT","message":"The total amount is wrong","#
        + #""argument":null,"details":{"stated":"59.90","computed":"54.90","#
        + #""difference":"5.00","currency":"TRY"}}"#)
  }

  @Test func negativeDifferenceInAnUnknownCurrency() throws {
    let money = MoneyContext(currency: .unknown, scale: 0)
    let finding = Finding(Sample.totalAmount, details: .sums(stated: -1, computed: 2, money))
    #expect(
      try errors(finding).hasSuffix(
        #""details":{"stated":"-1","computed":"2","difference":"-3","currency":null}}"#))
  }

  @Test func statedAmountWithArgument() throws {
    let finding = Finding(
      Sample.amountValue, argument: FieldPath(.itemUnitPrice, index: 3),
      details: .stated(0, Sample.money))
    #expect(
      try errors(finding)
        == #"{"error_code":"INVALID_AMOUNT_VALUE","message":"Wrong","#
        + #""argument":"basket.basketItems[3].unitPrice","#
        + #""details":{"stated":"0.00","currency":"TRY"}}"#)
  }

  @Test func faultWithAndWithoutValue() throws {
    let with = ReadingFault(
      reason: "no amount", position: SourcePosition(line: 38, byte: 4800),
      value: [0x31, 0x22, 0xFF])
    let without = ReadingFault(
      reason: "bad", position: SourcePosition(line: 38, byte: nil),
      passedLines: PassedLines(first: 38, last: 41))
    let text = try errors(
      Finding(Sample.malformedRecord, details: .fault(with)),
      Finding(Sample.malformedRecord, details: .fault(without)))
    let head = #"{"error_code":"MALFORMED_RECORD","message":"Wrong","argument":null,"details":"#
    #expect(
      text == head + #"{"reason":"no amount","line":38,"byte":4800,"value":"1\""# + "\u{FFFD}\"}},"
        + head + #"{"reason":"bad","line":38,"byte":null,"#
        + #""passed_over":{"first_line":38,"last_line":41}}}"#)
  }

  @Test func duplicate() throws {
    let origin = DuplicateOrigin(exportPath: "a\"b.csv", record: 2, line: 3)
    #expect(
      try errors(Finding(Sample.orderIDExists, details: .duplicate(first: origin))).hasSuffix(
        #""details":{"first":{"export":"a\"b.csv","record":2,"line":3}}}"#))
  }

  @Test("severity is the last member, and only of what is no error")
  func severity() throws {
    let item = FieldPath(.itemPrice, index: 0)
    let text = try errors(
      Finding(
        Sample.itemPriceMismatch, argument: item,
        details: .sums(stated: 2, computed: 1, Sample.money)),
      Finding(Sample.repeatedExport, details: .none), Finding(Sample.orderIDExists, details: .none))
    #expect(text.contains(#""currency":"TRY","severity":"warning"}},{"error_code""#))
    #expect(text.contains(#""details":{"severity":"warning"}},"#))
    #expect(text.hasSuffix(#""details":{}}"#))
  }

  @Test func wholeExport() {
    let envelope = Envelope(
      traceID: TraceID(exportPath: "x.xml", record: 0, orderID: nil), orderID: nil,
      exportPath: "x.xml", record: nil, position: nil,
      findings: [Finding(Sample.unreadableInput, details: .export(reason: "a DOCTYPE"))])
    #expect(
      line(envelope)
        == #"{"trace_id":"\#(envelope.traceID.description)","order_id":null,"source":"#
        + #"{"export":"x.xml","record":null,"line":null,"byte":null},"response":{"errors":["#
        + #"{"error_code":"UNREADABLE_INPUT","message":"Wrong","argument":null,"#
        + #""details":{"reason":"a DOCTYPE"}}]}}"# + "\n")
  }

  @Test("the published shape has nothing of ours")
  func publishedShape() {
    let envelope = Sample.envelope([
      Sample.wrongTotal,
      Finding(
        Sample.itemPriceMismatch, argument: FieldPath(.itemPrice, index: 1), details: .none),
    ])
    #expect(
      line(envelope, .api, .api)
        == #"{"trace_id":"\#(envelope.traceID.description)","response":{"errors":["#
        + #"{"error_code":"INVALID_TOTAL_AMOUNT","message":"Sepet toplam tutar (total_amount) "#
        + #"parametresi hatalı","argument":null},"#
        + #"{"error_code":"ITEM_PRICE_MISMATCH","message":"Wrong","#
        + #""argument":"basket.basketItems[1].price"}]}}"# + "\n")
  }

  @Test(
    arguments: [
      (MessageLanguage.api, "Sepet toplam tutar (total_amount) parametresi hatalı"),
      (.english, "The total amount is wrong"), (.turkish, "Toplam tutar hatalı"),
    ])
  func messages(_ language: MessageLanguage, _ message: String) {
    let text = line(Sample.envelope([Sample.wrongTotal]), .full, language)
    #expect(text.contains(#""message":"\#(message)","#))
  }

  @Test("a writer that has seen a code writes the same line again")
  func repeats() {
    var writer = EnvelopeWriter(format: .full, language: .api)
    let envelope = Sample.envelope([Sample.wrongTotal])
    var once: [UInt8] = []
    writer.append(envelope, to: &once)
    var output: [UInt8] = []
    for _ in 0..<3 { writer.append(envelope, to: &output) }
    #expect(output == once + once + once)
  }

  @Test("one line of JSON whatever the id and the path hold")
  func hostileBytes() throws {
    var envelope = Sample.envelope([Sample.wrongTotal], export: "\n\u{2028}\u{1B}\".csv")
    envelope.orderID = [UInt8](0...255)
    var writer = EnvelopeWriter(format: .full, language: .english)
    var output: [UInt8] = []
    writer.append(envelope, to: &output)
    #expect(output.firstIndex(of: 0x0A) == output.count - 1)
    #expect(String(validating: output, as: UTF8.self) != nil)
    let object = try JSONSerialization.jsonObject(with: Data(output)) as? [String: Any]
    #expect(object?["order_id"] as? String == [UInt8](0...255).text)
  }
}
