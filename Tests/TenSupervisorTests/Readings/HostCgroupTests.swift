import Glibc
import TenSupervisor
import Testing

@Suite struct AHostsCgroup {
  private let folder = ScratchFolder()

  private func delegate(_ controllers: String) {
    folder.write(controllers, to: "cgroup.controllers")
    folder.write("", to: "cgroup.subtree_control")
  }

  @Test func isRefusedWithWordsWhereThereIsNone() {
    #expect {
      try HostCgroup.prepare(folder.path, needed: [])
    } throws: { "\($0)".contains("'\(folder.path)' is no cgroup v2 folder") }
    #expect {
      try HostCgroup(of: "h1", in: "\(folder.path)/none")
    } throws: { "\($0)".contains("delegate '\(folder.path)/none' to this user") }
  }

  @Test func saysWhichControllerIsNotDelegated() {
    delegate("cpu pids\n")
    #expect {
      try HostCgroup.prepare(folder.path, needed: ["cpu", "memory"])
    } throws: { "\($0)".contains("no controller 'memory'") }
  }

  @Test func needsAParentWithoutProcesses() throws {
    delegate("cpu\n")
    folder.write("17\n", to: "cgroup.procs")
    #expect {
      try HostCgroup.prepare(folder.path, needed: [])
    } throws: { "\($0)".contains("moving processes") }
    folder.write("", to: "server/cgroup.procs")
    try HostCgroup.prepare(folder.path, needed: ["cpu"])
    #expect(folder.text("server/cgroup.procs") == "17")
    #expect(folder.text("cgroup.subtree_control") == "+cpu")
  }

  @Test func hasItsLimits() throws {
    for file in ["memory.max", "memory.swap.max", "cpu.max"] { folder.write("", to: "h1/\(file)") }
    _ = try HostCgroup(of: "h1", in: folder.path, memory: 1 << 20, processorPercent: 150)
    #expect(folder.text("h1/memory.max") == "1048576" && folder.text("h1/memory.swap.max") == "0" && folder.text("h1/cpu.max") == "150000 100000")
  }

  @Test func isNotThereWithoutItsLimit() {
    #expect {
      try HostCgroup(of: "h1", in: folder.path, memory: 1 << 20)
    } throws: { "\($0)".contains("memory.max") }
    #expect(access("\(folder.path)/h1", F_OK) != 0)
  }

  @Test func isRemovedOnlyWhenNobodyIsInIt() throws {
    let cgroup = try HostCgroup(of: "h1", in: folder.path)
    folder.write("17\n", to: "h1/cgroup.procs")
    #expect(!cgroup.remove())
    #expect(HostCgroup(existing: "h2", in: folder.path).remove(), "one that is not there is removed")
  }

  @Test func tellsWhomTheKernelKilled() {
    let cgroup = HostCgroup(existing: "h1", in: folder.path)
    #expect(cgroup.memoryKill == nil)
    let events = [(0, 0, nil), (3, 1, HostCgroup.MemoryKill.ownLimit), (0, 1, .others), (2, 0, nil)]
    for (limits, kills, expected) in events {
      folder.write("low 0\nhigh 0\nmax 9\noom \(limits)\noom_kill \(kills)\noom_group_kill 0\n", to: "h1/memory.events")
      #expect(cgroup.memoryKill == expected)
    }
  }
}
