import BasketModel
import ExportProfiles
import Foundation
import Testing

struct BuiltInProfilesTests {
  /// Every file of the folder is in the list and the other way round.
  @Test func folderAndListAgree() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/ExportProfiles/BuiltIn").standardized
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path())
    #expect(files.sorted() == BuiltInProfiles.names.map { "\($0).yaml" }.sorted())
    for name in BuiltInProfiles.names {
      let file = try Data(contentsOf: folder.appending(path: "\(name).yaml"))
      #expect(try BuiltInProfiles.yaml(named: name) == [UInt8](file), "\(name)")
    }
  }

  /// What the list calls a profile is what the profile calls itself, and each can be read.
  @Test func namesAgree() throws {
    for name in BuiltInProfiles.names {
      #expect(try BuiltInProfiles.profile(named: name).name == name)
    }
    #expect(BuiltInProfiles.names.first == BuiltInProfiles.defaultName)
  }

  @Test func unknownNameIsAnswered() {
    let error = #expect(throws: ProfileError.self) {
      try BuiltInProfiles.profile(named: "akinom")
    }
    #expect(
      error?.description
        == #""akinom": no built-in profile has this name (there is: "#
        + BuiltInProfiles.names.joined(separator: ", ") + #"); did you mean "akinon"?"#
    )
  }

  @Test func listingHasOneLinePerProfile() throws {
    let lines = try BuiltInProfiles.listing().split(separator: "\n")
    #expect(lines.count == BuiltInProfiles.names.count)
    let words = lines.first?.split(separator: " ").joined(separator: " ")
    #expect(
      words == "akinon Orders as in the published Akinon order request (JSON Lines, CSV, XML)")
  }
}

/// The layouts of the default profile, name by name.
struct AkinonProfileTests {
  private let profile: Profile

  init() throws {
    profile = try BuiltInProfiles.profile(named: "akinon")
  }

  @Test func settings() {
    #expect(profile.defaultCurrency == .turkishLira)
    #expect(profile.minimumFractionDigits == 0)
    #expect(profile.itemPrice == .line)
  }

  @Test func csvColumns() {
    let expected: [(OrderField, String)] = [
      (.orderID, "order_id"), (.amount, "amount"), (.currency, "currency"),
      (.orderDate, "order_date"), (.sessionOwnerID, "session_owner_id"),
      (.accessToken, "akinon_user_access_token"), (.merchantCustomerID, "merchant_customer_id"),
      (.merchantCustomerEmail, "merchant_customer_email"),
      (.totalProductAmount, "total_product_amount"),
      (.totalDiscountAmount, "total_discount_amount"), (.totalAmount, "total_amount"),
      (.itemProductCode, "item_product_code"), (.itemName, "item_name"),
      (.itemQuantity, "item_quantity"), (.itemUnitPrice, "item_unit_price"),
      (.itemPrice, "item_price"), (.discountCode, "discount_code"),
      (.discountAmount, "discount_amount"),
    ]
    #expect(profile.csv == TableLayout(columns: Dictionary(uniqueKeysWithValues: expected)))
  }

  @Test func jsonAndXMLPaths() {
    var expected = NestedLayout(
      orderFields: [
        .orderID: ["order_id"], .amount: ["amount"], .currency: ["currency"],
        .orderDate: ["order_date"], .sessionOwnerID: ["session_owner_id"],
        .accessToken: ["akinon_user_access_token"], .merchantCustomerID: ["merchant_customer_id"],
        .merchantCustomerEmail: ["merchant_customer_email"],
        .totalProductAmount: ["basket", "total_product_amount"],
        .totalDiscountAmount: ["basket", "total_discount_amount"],
        .totalAmount: ["basket", "total_amount"],
      ],
      itemsPath: ["basket", "basket_items"],
      itemFields: [
        .itemProductCode: ["product_code"], .itemName: ["name"], .itemQuantity: ["quantity"],
        .itemUnitPrice: ["unit_price"], .itemPrice: ["price"],
      ],
      discountsPath: ["basket", "discounts"],
      discountFields: [.discountCode: ["code"], .discountAmount: ["amount"]])
    #expect(profile.json == expected)
    expected.recordPath = ["orders", "order"]
    expected.itemsPath?.append("basket_item")
    expected.discountsPath?.append("discount")
    #expect(profile.xml == expected)
  }
}
