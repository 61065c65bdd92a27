internal import Glibc
internal import TenControl
internal import TenCore
internal import TenGraph

/// A host as its fork server keeps it.
struct ForkedHost {
  let name: String
  let processID: pid_t
  var output: HostOutput
  var hasOutput = true

  /// How a process ended, of what `waitpid` says.
  struct Ending {
    var code: Int?
    var signal: Int?

    init(status: CInt) {
      if status & 0x7f == 0 { code = Int(status >> 8 & 0xff) } else { signal = Int(status & 0x7f) }
    }
  }

  /// Leaves for others how the host ended. The file is there whole, or not at all.
  func record(_ ending: Ending, in folder: RuntimeFolder) {
    var object: Properties = ["pid": Value(Int(processID)), "time": Value(OwnProcess.time)]
    if let code = ending.code { object["code"] = Value(code) }
    if let signal = ending.signal { object["signal"] = Value(signal) }
    let path = folder.exit(of: name)
    let new = RuntimeFolder.unfinished(path)
    let descriptor = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return }
    let bytes = JSON.bytes(of: .object(object))
    let isWhole = write(descriptor, bytes, bytes.count) == bytes.count
    close(descriptor)
    if isWhole { rename(new, path) } else { unlink(new) }
  }
}
