internal import Logging

/// Keeps the store within retention on a server on which no session ends.
struct Housekeeping: Sendable {
  /// Keys live for a day and sessions for days: what is too old goes this much later at most.
  static let interval = Duration.seconds(600)

  let store: Store
  let logger: Logger
  /// Comes back when it is time to clean again; throws when it is time to end.
  var wait: @Sendable () async throws -> Void = { try await ContinuousClock().sleep(for: Housekeeping.interval) }

  /// Runs until `wait` throws, as it does when the task is cancelled.
  func run() async {
    while (try? await wait()) != nil {
      do {
        let count = try await store.clean()
        if count > 0 { logger.info("\(count) \(count == 1 ? "session has" : "sessions have") left the store, with logs and end records") }
      } catch {
        logger.warning("the store could not be cleaned: \(error)")
      }
    }
  }
}
