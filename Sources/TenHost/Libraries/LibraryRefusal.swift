/// Why a library with extensions is not loaded, or not used. The codes are listed in `docs/loading-extensions.md`.
enum LibraryRefusal: Error, Equatable {
  case unreadable(String)
  case openToOthers(String)
  case noLibrary(beginsWith: String)
  case truncated(needs: UInt64, has: UInt64)
  case otherMachine(String, host: String)
  case otherKind(String)
  case damaged(String)
  case noStamp
  case strangeStamp(String)
  case otherCompiler(String, host: String)
  case otherInterface(String, host: String)
  case releaseForDebug
  case noEntry
  case ownRuntime(String)
  case withoutRuntime
  case ownStandardLibrary(String)
  case missingSymbols([String])
  case cannotLoad(String)
  case offersNothing
  case badManifest(String)
  case nameTaken(String, by: String)
  case badProperties(String)
}

extension LibraryRefusal {
  private static let rebuild = "build it again with tools/extension/build-extension"

  var code: String {
    switch self {
    case .unreadable: "L001"
    case .openToOthers: "L002"
    case .noLibrary: "L003"
    case .truncated: "L004"
    case .otherMachine: "L005"
    case .otherKind: "L006"
    case .damaged: "L007"
    case .noStamp: "L008"
    case .strangeStamp: "L009"
    case .otherCompiler: "L010"
    case .otherInterface: "L011"
    case .releaseForDebug: "L012"
    case .noEntry: "L013"
    case .ownRuntime: "L014"
    case .withoutRuntime: "L015"
    case .ownStandardLibrary: "L016"
    case .missingSymbols: "L017"
    case .cannotLoad: "L018"
    case .offersNothing: "L019"
    case .badManifest: "L020"
    case .nameTaken: "L021"
    case .badProperties: "L022"
    }
  }

  var reason: String {
    switch self {
    case .unreadable(let reason): reason
    case .openToOthers(let what): "everybody on this machine may write to \(what), and what stands in it runs in this host"
    case .noLibrary(let start): "it is no shared library: it begins with \(start)"
    case .truncated(let needs, let has): "its end is missing: it has \(has) bytes of at least \(needs)"
    case .otherMachine(let machine, let host): "it is for \(machine), and this host runs on \(host)"
    case .otherKind(let kind): "it is \(kind), no shared library"
    case .damaged(let what): "it is damaged: \(what)"
    case .noStamp: "it has no stamp of a library with extensions"
    case .strangeStamp(let what): "its stamp cannot be read: \(what)"
    case .otherCompiler(let compiler, let host): "it was built by another compiler: \(compiler); this host by \(host)"
    case .otherInterface(let interface, let host): "it was built for another version of tenhost: its interface is \(interface), this host's \(host)"
    case .releaseForDebug: "it was built in release and this host in debug: optimised code uses what is not there before optimisation"
    case .noEntry: "it has no function tenhost_extension_v1"
    case .ownRuntime(let module): "it has a \(module) of its own, which would be a second runtime in this host"
    case .withoutRuntime: "it uses nothing of this host's TenRuntime: it offers no extension, or has a runtime of its own"
    case .ownStandardLibrary(let name): "it brings \(name), and the standard library is the host's"
    case .missingSymbols(let symbols):
      "it uses what this host does not have: \(symbols.prefix(3).joined(separator: ", "))\(symbols.count > 3 ? " and \(symbols.count - 3) more" : "")"
    case .cannotLoad(let reason): "the system cannot load it: \(reason)"
    case .offersNothing: "its function tenhost_extension_v1 offers no extension"
    case .badManifest(let problem): problem
    case .badProperties(let problem): problem
    case .nameTaken(let name, let owner): "its extension '\(name)' has the name of one \(owner)"
    }
  }

  var advice: String {
    switch self {
    case .unreadable: "correct the path or the permissions"
    case .openToOthers(let what): "make it yours alone: chmod o-w \(what)"
    case .noLibrary, .otherKind: "remove it from the folder, or \(Self.rebuild)"
    case .truncated, .damaged: "copy it again, or \(Self.rebuild)"
    case .otherMachine: "build it on this machine with tools/extension/build-extension"
    case .noStamp, .strangeStamp, .ownRuntime, .withoutRuntime, .ownStandardLibrary:
      "\(Self.rebuild), which leaves the host's modules to the host and adds the stamp"
    case .otherCompiler: "\(Self.rebuild) and the host's compiler"
    case .otherInterface: "\(Self.rebuild) against the tenhost of this host, with the same swift-log"
    case .releaseForDebug: "build it with tools/extension/build-extension --debug, which fits every host, or take a release host"
    case .noEntry, .offersNothing: "call ExtensionLibrary.offer in it, as docs/loading-extensions.md shows"
    case .missingSymbols:
      "a host has the standard library without Foundation, and the modules of tenhost: do without the rest, link it in, or make a host of your own"
    case .cannotLoad: "install what is missing, or \(Self.rebuild)"
    case .badManifest: "correct the manifest, and \(Self.rebuild)"
    case .badProperties: "correct the property.json, and \(Self.rebuild)"
    case .nameTaken: "rename one, or leave one out"
    }
  }
}
