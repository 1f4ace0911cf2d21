package enum OrderRulesPlaceholder {}
