/// What the supervisor asks of the system about the processes of hosts: the seam at which tests put puppets. On the loop's thread.
package protocol ProcessControl: Sendable {
  /// Whether the process exists, is no zombie and is not stopped.
  func canWork(_ process: ProcessIdentity) -> Bool
  /// Whether the process exists; a zombie does not.
  func exists(_ process: ProcessIdentity) -> Bool
  func kill(_ process: ProcessIdentity, _ signal: Int, group: Bool)
  /// Resident bytes and seconds of processor time.
  func use(_ process: ProcessIdentity) -> (memory: Int, seconds: Double)?
}

struct SystemProcesses: ProcessControl {
  func canWork(_ process: ProcessIdentity) -> Bool {
    guard let stat = look(process) else { return false }
    return stat.state != "T" && stat.state != "t"
  }

  func exists(_ process: ProcessIdentity) -> Bool { look(process) != nil }

  func kill(_ process: ProcessIdentity, _ signal: Int, group: Bool) { _ = process.kill(CInt(signal), group: group) }

  func use(_ process: ProcessIdentity) -> (memory: Int, seconds: Double)? {
    guard let stat = look(process), let memory = ProcessMemory.resident(of: process.processID) else { return nil }
    return (memory, stat.processorSeconds)
  }

  private func look(_ process: ProcessIdentity) -> ProcessStat? {
    guard let stat = ProcessStat.read(process.processID), stat.startTime == process.startTime, stat.isAlive else { return nil }
    return stat
  }
}
