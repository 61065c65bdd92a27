internal import Glibc
internal import TenCore
internal import TenServer
internal import TenSupervisor

// Writes to the store of the folder given until it is killed, and says each call that the store has confirmed: `<session> <state>`.
// `StoreFixture FOLDER measure` tells instead how long reserving and updating takes.

func milliseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
}

func nanoseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

func say(_ text: String) {
  let line = Array((text + "\n").utf8)
  _ = write(1, line, line.count)
}

func record(_ number: Int) -> SessionRecord {
  var record = SessionRecord(id: "s\(getpid())-\(number)", graph: "demo", channel: "channel-\(number)", createdAt: milliseconds())
  record.waterfall = ["reserved": 1, "leased": 2.5, "ready": 6.25]
  record.lease = "0123456789abcdef0123456789abcdef"
  return record
}

func live(_ number: Int, _ store: Store) async throws {
  var record = record(number)
  try await store.reserve(record)
  say("\(record.id) \(record.state)")
  for state in [SessionRecord.State.running, .ended] {
    record.state = state
    record.endRecord = state == .ended ? ["reason": "stopped", "audit": [], "text": .string(String(repeating: "x", count: 2_000))] : nil
    try await store.update(record)
    say("\(record.id) \(record.state)")
  }
}

func measure(_ store: Store) async throws {
  var times: [Int] = []
  for number in 0..<5_000 {
    var record = record(number)
    let begin = nanoseconds()
    try await store.reserve(record)
    record.state = .running
    try await store.update(record)
    times.append(nanoseconds() - begin)
    record.state = .ended
    try await store.update(record)
  }
  times.sort()
  say("reserve and update: p50 \(times[2_500] / 1_000) us, p99 \(times[4_950] / 1_000) us")
}

var retention = Store.Retention()
retention.sessions = 500
let store = try Store(folder: CommandLine.arguments[1], retention: retention, now: { milliseconds() })
if CommandLine.arguments.count > 2 {
  try await measure(store)
} else {
  var number = 0
  while true {
    try await live(number, store)
    number += 1
  }
}
