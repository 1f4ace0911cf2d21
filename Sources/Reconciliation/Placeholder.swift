package enum ReconciliationPlaceholder {}
