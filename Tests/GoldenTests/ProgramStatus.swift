package import OrderAuditCommand

/// The program's statuses, under a name that Swift Testing does not have as well.
package typealias ProgramStatus = ExitStatus
