internal import ArgumentParser
internal import TenCore

struct DoctorCommand: ExtensionsUser {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Looks at what this machine has and lacks for running sessions.", discussion: "tenhost doctor --json")

  @OptionGroup var libraries: LibraryOptions
  @Flag(help: "Writes nothing but lines of JSON, each with a type.") var json = false

  static var warnsOfRefusedLibraries: Bool { false }

  func run(in surroundings: Surroundings) -> HostExit {
    let findings = MachineCheck(surroundings: surroundings).all()
    let warnings = findings.count { $0.advice != nil }
    for finding in findings {
      if json {
        var object: Properties = [
          "type": "check", "name": .string(finding.name), "ok": .bool(finding.advice == nil), "detail": .string(finding.detail),
        ]
        if let advice = finding.advice { object["advice"] = .string(advice) }
        surroundings.output.writeJSON(object)
      } else {
        let name = finding.name + String(repeating: " ", count: max(0, 20 - finding.name.count))
        surroundings.output.write("\(finding.advice == nil ? "ok      " : "warning ")\(name)\(finding.detail)\n")
        if let advice = finding.advice { surroundings.output.write("                            \(advice)\n") }
      }
    }
    if !json { surroundings.output.write(warnings == 0 ? "everything is fine\n" : "\(warnings == 1 ? "1 warning" : "\(warnings) warnings")\n") }
    return .ok
  }
}
