internal import TenCore
internal import TenRuntime

/// The libraries of a host, for people and as JSON.
struct LibraryListing {
  let libraries: Libraries

  /// Under the list of extensions: which came from where, and what was refused.
  var text: String {
    var lines: [String] = []
    if !libraries.loaded.isEmpty {
      lines.append("from libraries")
      for library in libraries.loaded {
        lines.append("  \(library.file.path): \(names(library)), built in \(library.stamp.configuration)")
      }
    }
    if !libraries.refused.isEmpty {
      lines.append("refused")
      for library in libraries.refused {
        lines += ["  \(library.path): \(library.refusal.code) \(library.refusal.reason)", "      \(library.refusal.advice)"]
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  var refusedObjects: [Properties] {
    libraries.refused.map { library in
      [
        "type": "refused_library", "library": .string(library.path), "code": .string(library.refusal.code),
        "reason": .string(library.refusal.reason), "advice": .string(library.refusal.advice),
      ]
    }
  }

  /// One a folder, and one a refused library.
  var findings: [MachineCheck.Finding] {
    libraries.folders.map { folder in
      let inside = libraries.loaded.filter { $0.file.path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/") }
      let list = inside.map { "\($0.file.path.dropFirst(folder.count).drop { $0 == "/" }) (\(names($0)))" }.joined(separator: ", ")
      return MachineCheck.Finding(name: "library folder", detail: "\(folder): \(list.isEmpty ? "no library that fits" : list)", advice: nil)
    }
      + libraries.refused.map {
        MachineCheck.Finding(name: "refused library", detail: "\($0.path): \($0.refusal.code) \($0.refusal.reason)", advice: $0.refusal.advice)
      }
  }

  private func names(_ library: Libraries.Loaded) -> String { library.extensions.map { $0.manifest.name }.joined(separator: ", ") }
}
