internal import TenCore

/// Counts what a node sends to nobody: one record a name, at most 1,024 of them; what is beyond is counted together.
struct StrayRecords {
  struct Key: Hashable {
    var kind: MessageKind
    var name: MessageName
  }

  private(set) var records: [Key: Counters] = [:]
  private(set) var beyond = Counters()

  static let maximumNames = 1_024

  /// - Returns: whether it is the first of its name, which is worth a line in the log.
  mutating func count(_ kind: MessageKind, _ name: MessageName, _ count: (inout Counters) -> Void) -> Bool {
    let key = Key(kind: kind, name: name)
    if records[key] != nil {
      count(&records[key]!)
      return false
    }
    guard records.count < Self.maximumNames else {
      count(&beyond)
      return false
    }
    var counters = Counters()
    count(&counters)
    records[key] = counters
    return true
  }

  var total: Counters { records.values.reduce(beyond, +) }
}
