internal import TenCore
internal import TenLoop

/// What is looked at from time to time, by one timer for all sessions.
extension Supervisor {
  struct Ticks {
    var timer = TimerID.none
    var count = 0
    var due: UInt64 = 0
    /// Milliseconds by which the last tick was late.
    var lag = 0.0
    var lastTime = 0
    var isStoring = false
    /// Files of hosts that nobody knows, at the last sweep: gone at the next one when still unknown.
    var strays: Set<String> = []
  }

  func startTicking() {
    guard !isClosed else { return }
    let interval = UInt64(bounds.tick) * 1_000_000
    ticks.due = loop.readClock() + interval
    ticks.timer = loop.at(ticks.due) {
      self.tick()
      self.startTicking()
    }
  }

  private func tick() {
    ticks.count += 1
    ticks.lag = Double(Int64(bitPattern: loop.readClock() &- ticks.due)) / 1_000_000
    ticks.lastTime = unixTime
    let time = unixTime
    for session in live.values where session.record.state == .running && session.ending == nil { endIfIdle(session, time) }
    sample()
    if ticks.count % 5 == 0 { admission.measure(at: now) }
    if ticks.count % 50 == 10 { sweep() }
    if ticks.count % 50 == 20 { lookAtCatalogue() }
    if !unstored.isEmpty, !ticks.isStoring, ticks.count % 5 == 0 {
      ticks.isStoring = true
      beside {
        await $0.storeAgain()
        $0.ticks.isStoring = false
      }
    }
  }

  private func endIfIdle(_ session: LiveSession, _ time: Int) {
    guard let seconds = session.record.idleSeconds, seconds >= 0, time - session.record.lastPingAt >= seconds * 1_000 else { return }
    Task(executorPreference: loop) { _ = await self.end(session, .idle, "nobody asked for it within \(seconds) s") }
  }

  /// Looks at the processes of a tenth of the hosts, so that each is looked at every ten ticks.
  private func sample() {
    let turn = ticks.count % 10
    for host in hosts.values where host.process.processID % 10 == turn && !host.isRetired {
      guard let session = host.session else {
        if host.isPrepared, !processes.canWork(host.process), let slot = slots[host.graph] {
          perform(slot.pool.gone(host: host.name, reason: "its process is stopped or has ended", at: now), slot)
          disposeSoon(host)
        }
        continue
      }
      guard let use = processes.use(host.process) else { continue }
      host.memory = use.memory
      host.processorSeconds = use.seconds
      guard let limit = options.maxSessionMemory, use.memory > limit, session.ending == nil else { continue }
      let detail = "its host used \(use.memory >> 20) MiB of memory and \(limit >> 20) MiB are allowed"
      Task(executorPreference: loop) { _ = await self.end(session, .overLimit, detail) }
    }
  }

  /// Removes files of hosts that nobody knows: those of a server before this one, and what its fork servers wrote last.
  func sweep() {
    let unknown = files.hosts().filter { hosts[$0] == nil && !isExpected($0) }
    for host in unknown.intersection(ticks.strays) { files.remove(host: host) }
    ticks.strays = unknown
  }

  private func isExpected(_ host: String) -> Bool {
    allSlots.contains { slot in slot.server?.hosts.contains(host) == true || slot.retired.contains { $0.hosts.contains(host) } }
  }
}
