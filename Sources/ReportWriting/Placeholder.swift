package enum ReportWritingPlaceholder {}
