internal import TenCore
internal import TenRuntime

/// What stands behind one probe in one run: what it got, how it answers, and what goes wrong with it.
final class Neighbour: Sendable {
  let name: String
  let received: Received
  let puppet: Puppet
  let faults: NeighbourFaults
  private let journal: TrialJournal?
  private let manifests: [String: Manifest]
  private let gates = Locked<[String: Gate]>([:])
  private let contextSlot = Locked<ExtensionContext?>(nil)
  private let begin: UInt64

  init(
    _ name: String, _ received: Received, _ puppet: Puppet, faults: NeighbourFaults = NeighbourFaults(), journal: TrialJournal? = nil,
    manifests: [String: Manifest] = [:], begin: UInt64 = 0
  ) {
    self.name = name
    self.received = received
    self.puppet = puppet
    self.faults = faults
    self.journal = journal
    self.manifests = manifests
    self.begin = begin
  }

  /// Its node's; nil before it is made.
  var context: ExtensionContext? {
    get { contextSlot.withLock { $0 } }
    set { contextSlot.withLock { $0 = newValue } }
  }

  /// Keeps a message that has just been handed over.
  func keep(_ message: any Message, _ kind: MessageKind, _ context: ExtensionContext) {
    let source = context.source(of: message)
    let time = Duration.nanoseconds(Int64(clamping: context.loop.now - begin))
    let item = Received.Item(
      message: message, kind: kind, source: source, destination: context.addressedTo, isListed: isListed(message.name.text, kind, of: source),
      time: time)
    journal?.message(message, kind, from: source ?? "host", to: item.destination ?? name, at: time)
    received.add(item)
  }

  private func isListed(_ name: String, _ kind: MessageKind, of source: String?) -> Bool {
    guard let source, let manifest = manifests[source] else { return true }
    return manifest.message(.out, kind, name) != nil || manifest.message(.out, kind, "*") != nil
  }

  /// Whether a message is dealt with as soon as it is handed over.
  func takesAtOnce(_ name: String, _ kind: MessageKind) -> Bool {
    if faults.delay > .zero || puppet.held.contains(name) { return false }
    switch kind {
    case .command: return puppet.commands[name] == nil && faults.late[name] == nil
    case .data: return puppet.data[name] == nil
    case .audio: return puppet.audio[name] == nil
    case .video: return true
    }
  }

  func answer(_ command: Command) -> CommandResult { .ok(puppet.echoes ? command.properties : Properties()) }

  /// What every message waits for before its script runs.
  func delay(_ name: String, _ context: ExtensionContext) async throws {
    if faults.delay > .zero { try await context.clock.sleep(for: faults.delay) }
    if puppet.held.contains(name) { try await gate(name).pass() }
  }

  private func gate(_ name: String) -> Gate {
    gates.withLock { gates in
      if let gate = gates[name] { return gate }
      let gate = Gate()
      gates[name] = gate
      return gate
    }
  }

  func release(_ name: String) { gate(name).open() }
}

/// What goes wrong with one neighbour.
struct NeighbourFaults: Sendable {
  /// Virtual time that each message takes.
  var delay: Duration = .zero
  /// Commands whose results are lost.
  var lost: Set<String> = []
  /// Commands whose results come late, and by how much.
  var late: [String: Duration] = [:]
}
