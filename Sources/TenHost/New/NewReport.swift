internal import TenCore

/// Writes new files and tells what became of it, in words or in lines of JSON.
struct NewReport {
  struct Writing {
    var files: NewFiles
    /// What the last line of JSON says beside the folder.
    var facts: Properties
    /// What can be done next.
    var commands: [String]
  }

  let surroundings: Surroundings
  let json: Bool

  func perform(_ prepare: () throws(UsageError) -> Writing) -> HostExit {
    let problems = ProblemReport(surroundings: surroundings, json: json)
    do throws(UsageError) {
      let writing = try prepare()
      let conflicts = writing.files.conflicts
      guard conflicts.isEmpty else {
        for path in conflicts { problems.show("writing '\(path)': it exists already") }
        problems.show("nothing was written: take another name or folder, or move what is in the way")
        return .usage
      }
      try writing.files.write()
      tell(writing)
      return .ok
    } catch {
      problems.show("\(error)")
      return .usage
    }
  }

  /// - Throws: `UsageError` where no folder is.
  static func folder(_ path: String) throws(UsageError) -> String {
    guard let real = Folder.real(path), Folder.isFolder(real) else {
      throw UsageError("writing in '\(path)': there is no such folder; make it first, or give another one with --in")
    }
    return real
  }

  private func tell(_ writing: Writing) {
    let output = surroundings.output
    let folder = writing.files.folder
    guard json else {
      output.write("wrote \(folder):\n" + writing.files.files.map { "  \($0.path)\n" }.joined())
      output.write("next:\n" + writing.commands.map { "  \($0)\n" }.joined())
      return
    }
    for file in writing.files.files { output.writeJSON(["type": "file", "path": .string("\(folder)/\(file.path)")]) }
    output.writeJSON(
      (["type": "new", "folder": .string(folder), "next": .array(writing.commands.map { .string($0) })] as Properties).merging(writing.facts))
  }
}
