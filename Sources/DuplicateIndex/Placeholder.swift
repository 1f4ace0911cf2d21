package enum DuplicateIndexPlaceholder {}
