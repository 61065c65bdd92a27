import TenCore
import Testing

@testable import TenSupervisor

/// Hosts, callers and a clock around one pool: carries out what the pool asks for, and checks what must always hold.
struct PoolWorld {
  enum Fate {
    case prepares(forked: Int, prepared: Int)
    case isNotForked(after: Int)
    case diesPreparing(after: Int)
    case hangs
    case diesIdle(after: Int)
  }

  enum Event {
    case forked(String)
    case prepared(String)
    case failed(String)
    case died(String)
    case tick
  }

  enum Answer: Equatable {
    case host(String, isWarm: Bool, at: Int)
    case refused(WarmPool.Refusal, at: Int)
  }

  var pool: WarmPool
  var now = 0
  /// What becomes of the next host, by its number.
  var fate: (Int) -> Fate = { _ in .prepares(forked: 1, prepared: 5) }
  var events: [(time: Int, order: Int, event: Event)] = []
  /// Processes that exist, or are being made, for the pool.
  var processes: Set<String> = []
  var handed: Set<String> = []
  var retired: [String] = []
  var forks: [Int] = []
  var answers: [Int: Answer] = [:]
  var asked: Set<Int> = []
  var alarm: Int?
  var most = 0
  private var order = 0

  init(_ policy: WarmPool.Policy) {
    let names = Numbers()
    pool = WarmPool(policy: policy) { "h\(names.next())" }
  }

  final class Numbers: Sendable {
    private let last = Locked(0)
    func next() -> Int {
      last.withLock {
        $0 += 1
        return $0
      }
    }
  }

  mutating func at(_ time: Int, _ event: Event) {
    order += 1
    events.append((time, order, event))
  }

  mutating func resize(_ size: Int) { perform(pool.resize(to: size, at: now)) }

  mutating func take(_ waiter: Int, within milliseconds: Int = 1_000) {
    asked.insert(waiter)
    perform(pool.take(waiter: waiter, deadline: now + milliseconds, at: now))
  }

  /// Whoever got the host has not used it.
  mutating func giveBack(_ host: String, preparedAt: Int) {
    handed.remove(host)
    processes.insert(host)
    perform(pool.returned(host: host, preparedAt: preparedAt, at: now))
  }

  /// Lets everything happen that is due up to then.
  mutating func run(until end: Int) {
    while true {
      let next = events.indices.min { (events[$0].time, events[$0].order) < (events[$1].time, events[$1].order) }
      if let alarm, alarm <= end, alarm <= next.map({ events[$0].time }) ?? .max {
        self.alarm = nil
        now = max(now, alarm)
        perform(pool.tick(at: now))
        continue
      }
      guard let next, events[next].time <= end else { break }
      let event = events.remove(at: next)
      now = max(now, event.time)
      happen(event.event)
    }
    now = end
  }

  private mutating func happen(_ event: Event) {
    switch event {
    case .forked(let host) where processes.contains(host): perform(pool.forked(host: host, at: now))
    case .prepared(let host) where processes.contains(host): perform(pool.prepared(host: host, at: now))
    case .failed(let host) where processes.contains(host):
      processes.remove(host)
      perform(pool.failed(host: host, reason: "no fork", at: now))
    case .died(let host) where processes.contains(host):
      processes.remove(host)
      perform(pool.gone(host: host, reason: "it died", at: now))
    default: break
    }
  }

  mutating func perform(_ actions: [WarmPool.Action]) {
    for action in actions {
      switch action {
      case .fork(let host): fork(host)
      case .retire(let host, _):
        #expect(processes.contains(host), "\(host) is retired and does not exist")
        #expect(!handed.contains(host), "\(host) is retired and has a session")
        retired.append(host)
        at(now + 3, .died(host))
      case .hand(let host, let waiter, let isWarm):
        #expect(processes.remove(host) != nil, "\(host) is handed out and does not exist")
        #expect(handed.insert(host).inserted, "\(host) is handed out twice")
        answer(waiter, .host(host, isWarm: isWarm, at: now))
      case .refuse(let waiter, let refusal): answer(waiter, .refused(refusal, at: now))
      case .arm(let time):
        alarm = time
        if let time { #expect(time > now, "an alarm for the past would spin") }
      }
    }
    most = max(most, processes.count)
  }

  private mutating func fork(_ host: String) {
    processes.insert(host)
    forks.append(now)
    switch fate(forks.count) {
    case .prepares(let forked, let prepared):
      at(now + forked, .forked(host))
      at(now + forked + prepared, .prepared(host))
    case .isNotForked(let after): at(now + after, .failed(host))
    case .diesPreparing(let after):
      at(now + 1, .forked(host))
      at(now + 1 + after, .died(host))
    case .hangs: at(now + 1, .forked(host))
    case .diesIdle(let after):
      at(now + 1, .forked(host))
      at(now + 2, .prepared(host))
      at(now + 2 + after, .died(host))
    }
  }

  private mutating func answer(_ waiter: Int, _ answer: Answer) {
    #expect(asked.contains(waiter), "an answer to \(waiter), who did not ask")
    #expect(answers[waiter] == nil, "two answers to \(waiter)")
    answers[waiter] = answer
  }
}
