internal import Glibc
internal import TenControl
internal import TenCore
internal import TenGraph
internal import TenLoop

/// What the executable of the hosts says of itself.
struct HostInquiry: Sendable {
  struct Answer: Sendable {
    var version: String
    var extensions: [String]
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  let executable: String
  let arguments: [String]
  /// Milliseconds for each question.
  var deadline = 10_000

  /// Asks `--version`, `protocol` and `extensions --json`, on a loop of its own that has ended when this returns.
  /// - Throws: when it does not answer, or speaks another protocol than this server.
  func ask() throws -> Answer {
    let version = try run(["--version"])
    let number = try run(["protocol"]).prefix { $0 != "\n" }
    do {
      try ControlProtocol.check(Int(number))
    } catch {
      throw Failure(description: "the host executable '\(executable)' cannot be used: \(error)")
    }
    let listing = try run(["extensions"] + arguments + ["--json"])
    let names = listing.split(separator: "\n").compactMap { (try? JSON.parse(String($0)))?.object?["name"]?.string }
    let text = String(version.prefix { $0 != "\n" })
    guard !text.isEmpty else { throw failure("--version", "it says nothing") }
    return Answer(version: text, extensions: names.sorted())
  }

  private func run(_ arguments: [String]) throws -> String {
    let loop = try UVLoop()
    defer { loop.close() }
    let outcome = Outcome()
    let question = arguments.joined(separator: " ")
    _ = Task(executorPreference: loop) {
      do {
        outcome.result = .success(try await talk(loop, arguments))
      } catch {
        outcome.result = .failure(error)
      }
      loop.stop()
    }
    loop.run()
    switch outcome.result {
    case .success(let text): return text
    case .failure(let failure as Failure): throw failure
    case .failure(let error): throw failure(question, "\(error)")
    }
  }

  private func talk(_ loop: UVLoop, _ arguments: [String]) async throws -> String {
    let question = arguments.joined(separator: " ")
    let options = ChildProcess.Options(executable, arguments, stdio: [.ignored, .pipe, .ignored], ownGroup: true)
    let child = try ChildProcess.spawn(loop, options)
    defer { child.close() }
    let late = Late()
    let timer = loop.after(UInt64(deadline) * 1_000_000) {
      late.isLate = true
      try? child.kill(SIGKILL, group: true)
    }
    defer { loop.cancel(timer) }
    let text = try await Self.read(child.pipes[1])
    let exit = try await child.exit()
    if late.isLate { throw failure(question, "it did not answer within \(deadline / 1_000) s") }
    guard exit == .exited(code: 0) else { throw failure(question, "it ended with \(exit)") }
    return text
  }

  private static func read(_ pipe: UVPipe?) async throws -> String {
    var bytes: [UInt8] = []
    while let pipe, let chunk = try await pipe.read() {
      bytes.append(contentsOf: chunk)
      guard bytes.count < 16 << 20 else { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func failure(_ question: String, _ reason: String) -> Failure {
    Failure(
      description:
        "the host executable '\(executable)' does not answer `\(question)`: \(reason); give a tenhost, or another executable on its library, with --host PATH"
    )
  }

  private final class Outcome: @unchecked Sendable {
    // @unchecked: protected by the loop's thread, which is the one that runs it.
    var result: Result<String, any Error> = .failure(Failure(description: "it was not asked"))
  }

  private final class Late: @unchecked Sendable {
    // @unchecked: protected by the loop's thread.
    var isLate = false
  }
}
