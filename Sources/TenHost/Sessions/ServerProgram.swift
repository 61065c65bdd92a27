internal import TenCore
internal import TenLoop
internal import TenNet

/// Runs what asks a server, on a loop of its own, until it is done or a signal ends it.
enum ServerProgram {
  static func run(
    _ options: ServerOptions, _ surroundings: Surroundings, json: Bool,
    _ body: @escaping @Sendable (ServerClient, UVLoop) async throws(ServerFailure) -> Void
  ) -> HostExit {
    let problems = ProblemReport(surroundings: surroundings, json: json)
    do {
      let place = try options.place(in: surroundings)
      return try LoopProgram.run(surroundings) { loop, stop in
        let network = NetworkSlot.of(loop) { surroundings.environment[$0] }
        let work = Task(executorPreference: loop) { () -> ServerFailure? in
          do throws(ServerFailure) {
            try await body(ServerClient(place: place, network: network), loop)
            return nil
          } catch {
            return error
          }
        }
        let watch = Task(executorPreference: loop) {
          await stop.wait()
          work.cancel()
        }
        let failure = await work.value
        stop.stop()
        await watch.value
        surroundings.output.showLive("")
        guard let failure else { return .ok }
        problems.show("\(failure)")
        return .sessionFailed
      }
    } catch {
      problems.show("\(error)")
      return .usage
    }
  }
}

extension UVLoop {
  /// Waits. On the loop's thread.
  func pause(milliseconds: UInt64) async {
    await withUnsafeContinuation { continuation in _ = after(milliseconds * 1_000_000) { continuation.resume() } }
  }
}
