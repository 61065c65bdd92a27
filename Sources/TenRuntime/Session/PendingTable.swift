internal import TenCore

/// The commands that wait for their final result, of the nodes of one part. A command is named by its slot and the slot's generation, so that whoever
/// answers late finds nobody. Confined to the part's loop.
struct PendingTable {
  struct Entry {
    var generation: UInt32 = 0
    var isOpen = false
    /// Came before anybody waited for it.
    var result: CommandResult?
    var waiter = Waiter.none
    var connection: Unmanaged<Connection>?
    var deadline = UInt64.max
    /// Nanoseconds from the sending to the deadline.
    var timeout: UInt64 = 0
    /// Of the command; its results carry it.
    var turn = Turn.none
    /// The handler that waits, for the search for circles and for the end of its turn; nil where none does.
    var scope: Scope?
    var isDurable = false
    /// Grows with time: the youngest wait has the largest.
    var wait: UInt64 = 0
    var nextFree: UInt32 = .max
  }

  /// Who gets the results.
  enum Waiter {
    /// The sender is still on the stack, and looks when the delivery returns.
    case none
    case task(UnsafeContinuation<CommandResult, Never>)
    case stream(ResultQueue)
    case call((CommandResult) -> Void)
    case fanOut(FanOut, Int)
    /// A command that was passed on: its results go back to the first sender.
    case relay(PendingReply)
  }

  private var entries: [Entry] = []
  private var firstFree: UInt32 = .max
  private(set) var count = 0

  /// The most commands that one part waits for; one more is answered `overdraft`.
  static let maximumCount = 65_536

  mutating func open(_ connection: Connection, waiter: Waiter, isDurable: Bool, turn: Turn = .none, wait: UInt64 = 0) -> CommandID? {
    guard count < Self.maximumCount else { return nil }
    let slot: UInt32
    if firstFree != .max {
      slot = firstFree
      firstFree = entries[Int(slot)].nextFree
    } else {
      slot = UInt32(entries.count)
      entries.append(Entry())
    }
    count += 1
    entries[Int(slot)].isOpen = true
    entries[Int(slot)].waiter = waiter
    entries[Int(slot)].connection = .passUnretained(connection)
    entries[Int(slot)].isDurable = isDurable
    entries[Int(slot)].turn = turn
    entries[Int(slot)].wait = wait
    return CommandID(slot: slot, generation: entries[Int(slot)].generation)
  }

  private func holds(_ id: CommandID) -> Bool {
    id.slot < entries.count && entries[Int(id.slot)].generation == id.generation && entries[Int(id.slot)].connection != nil
  }

  /// Whether the command still waits for its final result.
  func isOpen(_ id: CommandID) -> Bool { holds(id) && entries[Int(id.slot)].isOpen }

  func turn(of id: CommandID) -> Turn { holds(id) ? entries[Int(id.slot)].turn : .none }

  func connection(of id: CommandID) -> Connection? { holds(id) ? entries[Int(id.slot)].connection?._withUnsafeGuaranteedRef { $0 } : nil }

  /// Changes an entry in place; nothing happens where it is gone.
  mutating func update(_ id: CommandID, _ change: (inout Entry) -> Void) {
    if holds(id) { change(&entries[Int(id.slot)]) }
  }

  func entry(_ id: CommandID) -> Entry? { holds(id) ? entries[Int(id.slot)] : nil }

  /// Takes in the final result. Returns who waits for it; `.none` keeps it until the sender looks.
  /// - Returns: nil when the command has its final result already, or never was.
  mutating func close(_ id: CommandID, _ result: CommandResult) -> Waiter? {
    guard holds(id), entries[Int(id.slot)].isOpen else { return nil }
    if case .none = entries[Int(id.slot)].waiter {
      entries[Int(id.slot)].isOpen = false
      entries[Int(id.slot)].result = result
      return Waiter.none
    }
    let waiter = entries[Int(id.slot)].waiter
    free(id)
    return waiter
  }

  /// Takes the result that came while the sender was still on the stack, and frees the entry.
  mutating func takeResult(_ id: CommandID) -> CommandResult? {
    guard let result = entries[Int(id.slot)].result else { return nil }
    free(id)
    return result
  }

  private mutating func free(_ id: CommandID) {
    let slot = Int(id.slot)
    entries[slot].generation &+= 1
    entries[slot].isOpen = false
    entries[slot].result = nil
    entries[slot].waiter = .none
    entries[slot].connection = nil
    entries[slot].deadline = .max
    entries[slot].scope = nil
    entries[slot].nextFree = firstFree
    firstFree = id.slot
    count -= 1
  }

  var all: [CommandID] {
    entries.indices.compactMap { entries[$0].isOpen ? CommandID(slot: UInt32($0), generation: entries[$0].generation) : nil }
  }

  func expired(at now: UInt64) -> [CommandID] { all.filter { entries[Int($0.slot)].deadline <= now } }

  var earliestDeadline: UInt64? {
    let earliest = entries.lazy.filter(\.isOpen).map(\.deadline).min()
    return earliest == .max ? nil : earliest
  }
}
