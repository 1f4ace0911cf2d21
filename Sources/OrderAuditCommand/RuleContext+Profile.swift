import BasketModel
import ExportProfiles
import OrderRules

extension RuleContext {
  /// What a profile says to the rules.
  ///
  /// - Parameter zeroAmounts: What the command line says in its place.
  init(
    _ profile: Profile, zeroAmounts: ZeroAmountReading? = nil, users: UserDirectory? = nil
  ) {
    self.init(
      zeroAmounts: zeroAmounts ?? profile.zeroAmounts,
      refusesNegativeAmounts: !profile.allowsNegativeAmounts, users: users,
      itemPrice: profile.itemPrice)
  }
}
