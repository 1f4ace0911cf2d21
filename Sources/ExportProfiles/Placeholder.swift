package enum ExportProfilesPlaceholder {}
