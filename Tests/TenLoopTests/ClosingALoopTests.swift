import Glibc
import TenCore
import TenLoop
import Testing

@Suite struct ClosingALoop {
  @Test func workThatIsReadyRunsBeforeTheLoopIsClosed() throws {
    let loop = try UVLoop()
    nonisolated(unsafe) var steps = 0  // protected by the loop, which this thread runs
    loop.post {
      steps += 1
      loop.post { steps += 1 }
    }
    #expect(loop.close().isEmpty)
    #expect(steps == 2)
  }

  @Test func anOpenHandleIsListedWithThePlaceThatMadeIt() throws {
    try withLoop { loop in
      #expect(loop.openHandles.isEmpty)
      let line: UInt = #line + 1
      let source = try SignalSource(loop, signal: SIGUSR2) {}
      #expect(loop.openHandles.map(\.description) == ["signal made at \(#fileID):\(line)"])
      source.close()
      loop.expect("it is gone") { loop.openHandles.isEmpty }
    }
  }

  #if DEBUG
    @Test func closingALoopWithAnOpenHandleStopsTheProgramWithTheList() async throws {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let loop = try UVLoop()
        let source = try SignalSource(loop, signal: SIGUSR2) {}
        loop.close()
        withExtendedLifetime(source) {}
      }
      let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(text.contains("signal made at TenLoopTests/ClosingALoopTests.swift:"))
    }

    @Test func lettingGoOfAnOpenPipeStopsTheProgram() async throws {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let loop = try UVLoop()
        _ = try UVPipe.pair(loop)
      }
      let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(text.contains("pipe made at TenLoopTests/ClosingALoopTests.swift:"))
    }
  #endif
}
