import Testing

@testable import TenSupervisor

@Suite struct AMachineReading {
  private let folder = ScratchFolder()

  private func machine() {
    folder.write("MemTotal:        4000000 kB\nMemFree:          100 kB\nMemAvailable:    2000000 kB\n", to: "proc/meminfo")
    folder.write("cpu  100 0 100 700 100 0 0 0 50 0\ncpu0 1 2 3 4\n", to: "proc/stat")
  }

  @Test func isTheMachinesWithoutAContainer() {
    machine()
    folder.write("9:name=systemd:/\n8:pids:/\n", to: "proc/self/cgroup")
    let reading = MachineReading.take(microseconds: 0, root: folder.path)
    #expect(reading.freeMemory == 2_000_000 << 10 && reading.totalMemory == 4_000_000 << 10 && reading.memorySource == "machine")
    #expect(reading.busy == 200 && reading.capacity == 1_000)
  }

  @Test func isNarrowedByTheContainersLimits() {
    machine()
    folder.write("0::/\n", to: "proc/self/cgroup")
    folder.write("104857600\n", to: "sys/fs/cgroup/memory.max")
    folder.write("94371840\n", to: "sys/fs/cgroup/memory.current")
    folder.write("anon 1\ninactive_file 10485760\nactive_file 7\n", to: "sys/fs/cgroup/memory.stat")
    folder.write("150000 100000\n", to: "sys/fs/cgroup/cpu.max")
    folder.write("usage_usec 3000000\nuser_usec 1\n", to: "sys/fs/cgroup/cpu.stat")
    let first = MachineReading.take(microseconds: 1_000_000, root: folder.path)
    #expect(first.freeMemory == 20 << 20 && first.totalMemory == 100 << 20 && first.memorySource == "cgroup")
    folder.write("usage_usec 4200000\n", to: "sys/fs/cgroup/cpu.stat")
    let second = MachineReading.take(microseconds: 3_000_000, root: folder.path)
    // 1.2 s of the 3 s that one and a half processors have in 2 s.
    #expect(abs((second.freeProcessor(since: first) ?? 0) - 0.6) < 1e-9)
  }

  @Test func takesTheNarrowestFolderAbove() {
    machine()
    folder.write("3:cpu:/x\n0::/a/b\n", to: "proc/self/cgroup")
    folder.write("max\n", to: "sys/fs/cgroup/a/b/memory.max")
    folder.write("1000\n", to: "sys/fs/cgroup/a/b/memory.current")
    folder.write("5000000\n", to: "sys/fs/cgroup/a/memory.max")
    folder.write("4000000\n", to: "sys/fs/cgroup/a/memory.current")
    #expect(MachineReading.take(microseconds: 0, root: folder.path).freeMemory == 1_000_000)
  }

  @Test func ofHostileFilesIsEmptyAndNoCrash() {
    folder.write("MemAvailable: 99999999999999999999999 kB\nMemTotal: -3\n", to: "proc/meminfo")
    folder.write("cpu  nan inf x\n", to: "proc/stat")
    folder.write("0::/../../../..\n0::no\n", to: "proc/self/cgroup")
    folder.write("0 0\n", to: "sys/fs/cgroup/cpu.max")
    let reading = MachineReading.take(microseconds: .max, root: folder.path)
    #expect(reading.freeMemory == nil && reading.totalMemory == nil && reading.busy == nil)
  }

  @Test func ofThisMachineIsRead() throws {
    let reading = MachineReading.take(microseconds: 1)
    #expect(try #require(reading.freeMemory) > 0)
    #expect(try #require(reading.capacity) > 0)
  }
}
