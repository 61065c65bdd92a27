internal import TenCore

/// How many requests were answered, by method and status. From any thread; what a caller makes up cannot make it grow.
public final class RequestCounts: Sendable {
  private struct Key: Hashable {
    var method: String
    var status: Int
  }

  private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

  private let counts = Locked<[Key: Int]>([:])

  public init() {}

  func count(method: String, status: Int) {
    let key = Key(method: Self.methods.contains(method) ? method : "other", status: status)
    counts.withLock { $0[key, default: 0] += 1 }
  }

  /// In the order of method and status.
  var all: [(method: String, status: Int, count: Int)] {
    counts.withLock { $0 }.map { (method: $0.key.method, status: $0.key.status, count: $0.value) }
      .sorted { ($0.method, $0.status) < ($1.method, $1.status) }
  }
}
