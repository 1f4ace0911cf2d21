import BasketModel
import Testing

struct OrderFieldTests {
  static let paths: [(path: FieldPath, argument: String)] = [
    (FieldPath(.orderID), "orderId"),
    (FieldPath(.amount), "amount"),
    (FieldPath(.currency), "currency"),
    (FieldPath(.orderDate), "orderDate"),
    (FieldPath(.sessionOwnerID), "sessionOwnerId"),
    (FieldPath(.accessToken), "akinonUserAccessToken"),
    (FieldPath(.merchantCustomerID), "merchantCustomerId"),
    (FieldPath(.merchantCustomerEmail), "merchantCustomerEmail"),
    (FieldPath(.basket), "basket"),
    (FieldPath(.totalProductAmount), "basket.totalProductAmount"),
    (FieldPath(.totalDiscountAmount), "basket.totalDiscountAmount"),
    (FieldPath(.totalAmount), "basket.totalAmount"),
    (FieldPath(.basketItems), "basket.basketItems"),
    (FieldPath(.basketItems, index: 3), "basket.basketItems[3]"),
    (FieldPath(.itemProductCode, index: 0), "basket.basketItems[0].productCode"),
    (FieldPath(.itemName, index: 12), "basket.basketItems[12].name"),
    (FieldPath(.itemQuantity, index: 1), "basket.basketItems[1].quantity"),
    (FieldPath(.itemUnitPrice, index: 3), "basket.basketItems[3].unitPrice"),
    (FieldPath(.itemPrice, index: 1_000_000), "basket.basketItems[1000000].price"),
    (FieldPath(.discounts), "basket.discounts"),
    (FieldPath(.discountCode, index: 0), "basket.discounts[0].code"),
    (FieldPath(.discountAmount, index: 2), "basket.discounts[2].amount"),
  ]

  @Test(arguments: paths)
  func argument(_ test: (path: FieldPath, argument: String)) {
    #expect(test.path.argument == test.argument)
  }

  @Test func everyFieldHasItsOwnNames() {
    let fields = OrderField.allCases
    #expect(Set(Self.paths.map(\.path.field)) == Set(fields))
    #expect(Set(fields.map(\.profileName)).count == fields.count)
    #expect(Set(fields.map { FieldPath($0).argument }).count == fields.count)
  }

  /// The camelCase argument is the snake_case name, so that both can be found in one export.
  @Test func argumentsFollowTheProfilesNames() {
    for field in OrderField.allCases {
      let parts = field.profileName.split(separator: ".").map { part in
        part.split(separator: "_").enumerated().map { place, word in
          place == 0 ? String(word) : word.prefix(1).uppercased() + word.dropFirst()
        }.joined()
      }
      #expect(FieldPath(field).argument == parts.joined(separator: "."))
    }
  }

  @Test func requiredFieldsAreThoseOfTheContract() {
    let required = OrderField.allCases.filter(\.isRequired).map(\.profileName)
    #expect(
      required == [
        "order_id", "amount", "basket.total_product_amount", "basket.total_discount_amount",
        "basket.total_amount",
      ])
  }
}
