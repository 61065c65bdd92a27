import TenCore
import TenLoop
import Testing

@Suite struct PipeBackPressure {
  @Test func aWriterWaitsForASlowReaderAndNothingIsLost() throws {
    let total = 4_000_000
    let (read, most) = try onLoop { loop in
      var limits = UVPipe.Limits()
      limits.write = 100_000
      let (a, b) = try UVPipe.pair(loop, limits: limits)
      let most = Shared(0)
      let writer = Task(executorPreference: loop) {
        for _ in 0..<total / 10_000 {
          try await a.write([UInt8](repeating: 1, count: 10_000))
          most.update { $0 = max($0, a.queuedBytes) }
        }
        try await a.shutdown()
      }
      var count = 0
      while let bytes = try await b.read() {
        count += bytes.count
        await Task.yield()
      }
      try await writer.value
      a.close()
      b.close()
      return (count, most.value)
    }
    #expect(read == total)
    #expect(most < 110_000)
  }

  @Test func nothingIsReadFromAPipeWhoseConsumerIsBehind() throws {
    try onLoop { loop in
      var limits = UVPipe.Limits()
      limits.write = 500_000
      let (a, b) = try UVPipe.pair(loop, limits: limits)
      try await a.write([1])
      #expect(try await b.read() == [1])
      // The reader has begun and takes no more: the system's buffer and the bounded one fill up, and then the writer's queue.
      await #expect(throws: UVError.queueFull) {
        while true {
          try a.offer([UInt8](repeating: 2, count: 50_000))
          await loop.wait(milliseconds: 1)
        }
      }
      let bytes = try #require(try await b.read())
      #expect(bytes.count <= 2 * 65_536)
      a.close()
      b.close()
    }
  }

  @Test func theCompletionOfAWriteComesWhenTheSystemHasTheBytes() throws {
    try onLoop { loop in
      let (a, b) = try UVPipe.pair(loop)
      let ends = Shared<[String]>([])
      try a.offer([UInt8](repeating: 1, count: 1_000_000)) { error in ends.update { $0.append("\(error?.name ?? "written")") } }
      #expect(ends.value.isEmpty)
      var count = 0
      while count < 1_000_000 { count += try #require(try await b.read()).count }
      await loop.wait(milliseconds: 1)
      #expect(ends.value == ["written"])
      try a.offer([UInt8](repeating: 1, count: 1_000_000)) { error in ends.update { $0.append("\(error?.name ?? "written")") } }
      a.close()
      b.close()
      await loop.wait(milliseconds: 1)
      #expect(ends.value == ["written", "ECANCELED"])
    }
  }
}
