import Glibc
import Logging
import TenControl
import TenCore
import TenLoop
import TenSupervisor
import Testing

/// Fork servers and hosts in the test's process, on a loop of their own, and a folder that is removed afterwards.
final class PuppetWorld: ForkServerLauncher, @unchecked Sendable {
  // @unchecked: what changes is protected by the puppets' loop.
  let thread: UVLoopThread
  let processes = PuppetProcesses()
  let folder: RuntimeFolder
  let logFolder: String
  let graphFile: String
  let path: String
  private(set) var hosts: [PuppetHost] = []
  private var servers: [PuppetForkServer] = []
  private(set) var launches = 0
  /// Hosts that fork servers were asked for.
  var requests = 0
  /// The fork servers that were neither ended nor released, by the order of their launches.
  let unended = Locked<Set<Int>>([])
  private let launched = Locked(0)
  /// For supervisors that ask for it.
  let catalogue = Locked<[String: SupervisorOptions.Graph]>([:])
  /// The graph files of the launches.
  let files = Locked<[String]>([])
  var script = HostScript()
  /// What fork servers say that they speak.
  var protocolVersion = ControlProtocol.version
  /// A fork server that is launched while this is set makes no hosts, and does not say so.
  var isStuck = false
  /// A fork server says nothing.
  var isMute = false
  /// So many hosts end before anybody knows that they exist.
  var stillborn = 0
  /// What a fork server says instead of getting ready.
  var problems: [Value] = []

  var loop: UVLoop { thread.loop }

  init() throws {
    var template = Array("/tmp/tenhost-supervisor-XXXXXX".utf8CString)
    path = try #require(mkdtemp(&template).map { String(cString: $0) })
    folder = RuntimeFolder("\(path)/run")
    logFolder = "\(path)/logs"
    graphFile = "\(path)/graph.json"
    thread = try UVLoop.onThread(name: "puppets")
    signal(SIGPIPE, SIG_IGN)
    write("{}", to: graphFile)
    processes.onKill { process, signal in
      self.loop.post {
        guard let host = self.hosts.first(where: { $0.process == process }) else { return self.processes.end(process) }
        if signal == 9 || (signal == 15 && host.script.diesOnTerminate) { host.die(.signalled(signal)) }
      }
    }
  }

  func close() async {
    await run {
      for host in self.hosts { host.die(.exited(code: 0)) }
      for server in self.servers { server.close() }
    }
    await Self.join(thread)
    for folder in [folder.path, logFolder, path] { empty(folder) }
  }

  @concurrent private static func join(_ thread: UVLoopThread) async { thread.stopAndJoin() }

  private func empty(_ folder: String) {
    for file in entries(folder) { unlink("\(folder)/\(file)") }
    rmdir(folder)
  }

  func entries(_ folder: String) -> [String] { (FolderNames.of(folder) ?? []).sorted() }

  /// On the puppets' loop.
  @discardableResult
  func run<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
    await withCheckedContinuation { continuation in loop.post { continuation.resume(returning: body()) } }
  }

  /// Waits for what the puppets or the supervisor bring about, and what stays then: a state that passes may pass unseen.
  func until(_ what: Comment, location: SourceLocation = #_sourceLocation, _ condition: @escaping @Sendable () async -> Bool) async {
    let end = MonotonicClock.now + 300_000_000_000
    while true {
      if await condition() { return }
      guard MonotonicClock.now < end else { break }
      await pass(milliseconds: 1)
    }
    Issue.record("waited in vain: \(what)", sourceLocation: location)
  }

  func pass(milliseconds: Int) async {
    await withCheckedContinuation { continuation in loop.post { _ = self.loop.after(UInt64(milliseconds) * 1_000_000) { continuation.resume() } } }
  }

  func options(poolSize: Int = 1) -> SupervisorOptions {
    var options = SupervisorOptions(executable: "none", runtimeFolder: folder, logFolder: logFolder)
    options.graphs = [.init(name: "g", file: graphFile)]
    options.poolSize = poolSize
    options.freeMemory = 0
    options.startDeadline = 120_000
    options.stopDeadline = 120_000
    return options
  }

  func launch(_ graph: SupervisorOptions.Graph, on loop: UVLoop) throws -> ForkServerProcess {
    var ends: [CInt] = [0, 0]
    guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else { throw ControlError("no pair of sockets") }
    let (mine, theirs) = (ends[0], ends[1])
    let number = launched.withLock { count in
      count += 1
      return count
    }
    unended.withLock { _ = $0.insert(number) }
    files.withLock { $0.append(graph.file) }
    self.loop.post { self.serve(mine) }
    let release = { self.unended.withLock { _ = $0.remove(number) } }
    return ForkServerProcess(
      pipe: try UVPipe.open(loop, descriptor: theirs), processID: 1,
      end: {
        await withCheckedContinuation { continuation in _ = loop.after(5_000_000) { continuation.resume() } }
        release()
      }, release: release)
  }

  private func serve(_ descriptor: CInt) {
    launches += 1
    guard let pipe = try? UVPipe.open(loop, descriptor: descriptor) else { return }
    servers.append(PuppetForkServer(self, pipe))
  }

  func fork(_ seed: HostSeed, _ server: PuppetForkServer) -> PuppetHost? {
    let host = try? PuppetHost(seed, processes.make(), folder, loop, script) { [weak server] host, end in
      self.processes.end(host.process)
      server?.exited(host, end)
    }
    if let host { hosts.append(host) }
    return host
  }

  /// Hosts to which nobody ever came go, as those do whose fork server died before it had said that they exist.
  func endUnreached() {
    for host in hosts where host.connections == 0 { host.die(.exited(code: 0)) }
  }

  /// Every fork server's connection breaks, and each ends.
  func killServers() {
    for server in servers { server.close() }
    servers = []
  }
}

/// One fork server of the world. On the puppets' loop.
final class PuppetForkServer: @unchecked Sendable {
  // @unchecked: protected by the puppets' loop.
  private unowned let world: PuppetWorld
  private let channel: LineChannel
  private let isStuck: Bool

  init(_ world: PuppetWorld, _ pipe: UVPipe) {
    self.world = world
    channel = LineChannel(pipe)
    isStuck = world.isStuck
    guard world.problems.isEmpty else {
      say(.invalid(world.problems))
      close()
      return
    }
    guard !world.isMute else { return }
    var greeting = ForkGreeting(
      version: "1", processID: 1, graph: "g", files: [digest(world.graphFile)],
      takes: [["name": "channel", "type": "string", "required": true, "secret": false]], extensions: [])
    greeting.protocolVersion = world.protocolVersion
    say(.ready(greeting))
    Task(executorPreference: world.loop) { await self.read() }
  }

  private func digest(_ path: String) -> GraphFileDigest {
    var bytes: [UInt8] = []
    if let file = fopen(path, "r") {
      while case let byte = fgetc(file), byte >= 0 { bytes.append(UInt8(byte)) }
      fclose(file)
    }
    return GraphFileDigest(path: path, bytes: bytes.count, hash: bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 })
  }

  private func read() async {
    while let line = try? await channel.next(), case .fork(let seed)? = try? ForkRequest(line: line) {
      world.requests += 1
      if isStuck { continue }
      guard world.stillborn == 0 else {
        world.stillborn -= 1
        sayStillborn(seed.host)
        continue
      }
      guard let host = world.fork(seed, self) else {
        say(.failed(host: seed.host, reason: "no socket"))
        continue
      }
      say(.forked(host: seed.host, processID: host.process.processID, startTime: host.process.startTime))
    }
    channel.close()
  }

  /// That it was made and that it ended come at once.
  private func sayStillborn(_ host: String) {
    let process = world.processes.make()
    world.processes.end(process)
    let replies = [
      ForkReply.forked(host: host, processID: process.processID, startTime: process.startTime), .exited(host: host, code: 1, signal: nil),
    ]
    try? channel.pipe.offer(replies.flatMap { $0.line + [UInt8(ascii: "\n")] })
  }

  func exited(_ host: PuppetHost, _ end: HostEnd) {
    switch end {
    case .exited(let code): say(.exited(host: host.seed.host, code: code, signal: nil))
    case .signalled(let signal): say(.exited(host: host.seed.host, code: nil, signal: signal))
    }
  }

  func close() { channel.close() }

  private func say(_ reply: ForkReply) { _ = try? channel.offer(reply.line) }
}
