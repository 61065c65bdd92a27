internal import Logging
internal import Synchronization
public import TenCore

/// What runs sessions in one process: the extensions it knows, a loop, and the means that sessions share.
///
/// May be used from any thread; sessions run on `loop`, and on threads of their own where their graph gives groups a thread.
public final class Host: Sendable {
  public let options: HostOptions
  public let loop: EventLoop
  let offloading: any Offloading
  private let types: [String: ExtensionType]
  private let loops: any LoopProvider
  private let sessions = Locked<[ObjectIdentifier: Session]>([:])
  private let seeds: Locked<SessionRandom>
  private let count = Atomic<Int>(0)
  private let busyWatcher = Locked<(@Sendable (Bool) -> Void)?>(nil)

  /// - Parameters:
  ///   - extensions: the extensions that graphs may name. Of two with one name the later counts.
  ///   - loop: where sessions run; the caller runs it.
  ///   - loops: makes the loops of groups that have a thread.
  ///   - offloading: where the nodes' blocking calls run.
  ///   - seed: of the sessions' random numbers.
  ///   - options: deadlines and limits of the sessions.
  public init(
    extensions: [any Extension.Type], loop: EventLoop, loops: any LoopProvider = NoLoops(), offloading: any Offloading, seed: UInt64,
    options: HostOptions = HostOptions()
  ) {
    var types: [String: ExtensionType] = [:]
    for type in extensions {
      let made = Self.register(type)
      types[made.manifest.name] = made
    }
    self.types = types
    self.loop = loop
    self.loops = loops
    self.offloading = offloading
    self.options = options
    seeds = Locked(SessionRandom(seed: seed))
  }

  private static func register<E: Extension>(_ type: E.Type) -> ExtensionType { ExtensionType(type) }

  /// The registered extensions, by name.
  public var extensions: [ExtensionType] { types.values.sorted { $0.manifest.name < $1.manifest.name } }

  /// Sessions that have not ended.
  public var runningSessions: [Session] { sessions.withLock { $0.values.sorted { $0.name < $1.name } } }

  /// Starts a session: plans who gets which start value, prepares every node, and sends the start messages. Returns at once; await `ready()` or `ended()`.
  /// - Throws: `Diagnostics` with all that is wrong with the request. Nothing runs then.
  public func start(
    _ graph: CompiledGraph, _ request: StartRequest = StartRequest(), name: String? = nil, onEvent: (@Sendable (SessionEvent) -> Void)? = nil
  ) throws -> Session {
    var random = SessionRandom(seed: seeds.withLock { $0.next() })
    let plan = try StartPlanner.plan(graph, request, random: &random)
    let session = try make(graph, name, onEvent)
    session.onMain {
      $0.adopt(plan)
      $0.prepare()
      $0.start(plan)
    }
    return session
  }

  /// Makes a warm session: its nodes are prepared, and wait for `Session.start`.
  public func prepare(_ graph: CompiledGraph, name: String? = nil, onEvent: (@Sendable (SessionEvent) -> Void)? = nil) throws -> Session {
    let session = try make(graph, name, onEvent)
    session.onMain { $0.prepare() }
    return session
  }

  private func make(_ graph: CompiledGraph, _ name: String?, _ onEvent: (@Sendable (SessionEvent) -> Void)?) throws -> Session {
    let used = try graph.nodes.map { node in
      guard let type = types[node.extension] else {
        throw Diagnostics([Diagnostic("H001", .error, "node '\(node.name)' needs the extension '\(node.extension)', which this host does not have")])
      }
      return type
    }
    let number = count.wrappingAdd(1, ordering: .relaxed).newValue
    let seed = seeds.withLock { $0.next() }
    let session = Session(name: name ?? "s\(number)", graph: graph, host: self, main: loop, seed: seed, onEvent: onEvent)
    let all = options.threadsForGroups
    try session.layOut(used) { group in
      guard !group.isEmpty || all else { return nil }
      return try loops.makeLoop(named: group.isEmpty ? "group" : group)
    }
    sessions.withLock { sessions in
      sessions[ObjectIdentifier(session)] = session
      tellBusy(true)
    }
    return session
  }

  func sessionEnded(_ session: Session, loops ended: [EventLoop]) {
    sessions.withLock { sessions in
      sessions[ObjectIdentifier(session)] = nil
      if sessions.isEmpty { tellBusy(false) }
    }
    for loop in ended { loops.endLoop(loop) }
  }

  /// Calls `watcher` when sessions begin to run and when none is left, and at once with how it stands. One at a time: the next takes its place.
  func whenBusy(_ watcher: @escaping @Sendable (Bool) -> Void) {
    sessions.withLock { sessions in
      busyWatcher.withLock { $0 = watcher }
      watcher(!sessions.isEmpty)
    }
  }

  private func tellBusy(_ isBusy: Bool) { busyWatcher.withLock { $0 }?(isBusy) }

  func makeLogger(session: String, node: String?) -> Logger {
    Logger(label: "tenhost") { _ in options.makeLogHandler(session, node) }
  }
}

/// Makes loops with threads of their own for groups.
public protocol LoopProvider: Sendable {
  func makeLoop(named name: String) throws -> EventLoop?
  /// The loop's session has ended: its thread may go.
  func endLoop(_ loop: EventLoop)
}

/// Every group shares the host's loop.
public struct NoLoops: LoopProvider {
  public init() {}
  public func makeLoop(named name: String) -> EventLoop? { nil }
  public func endLoop(_ loop: EventLoop) {}
}
