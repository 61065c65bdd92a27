/// The stable codes of diagnostics. `docs/diagnostics.md` says of each what it means and what to do; a test compares the two.
package enum Rule: String, CaseIterable {
  // Files and JSON.
  case syntax = "G001"
  case unreadable = "G002"
  case unknownKey = "G003"
  case wrongType = "G004"
  case missingKey = "G005"
  case badValue = "G006"
  case badName = "G007"
  case exclusiveKeys = "G008"
  case noGraph = "G009"
  // Graphs in a file.
  case duplicateGraph = "G010"
  case unknownGraph = "G011"
  case ambiguousGraph = "G012"
  case emptyGraph = "G013"
  case ignoredKeys = "G014"
  case refusedKey = "G015"
  case legacyNode = "G016"
  // Imports and subgraphs.
  case importRefused = "G017"
  case importCycle = "G018"
  case importWithKeys = "G019"
  case notExposed = "G020"
  case badExposure = "G021"
  // Nodes and connections.
  case duplicateNode = "G022"
  case unknownNode = "G023"
  case selectorMatchesNothing = "G024"
  case badPattern = "G025"
  case badConversion = "G026"
  case conflictingConversions = "G027"
  case doubledEdge = "G028"
  case badFallback = "G029"
  case unknownGroup = "G030"
  case dependencyCycle = "G031"
  // Extensions and properties.
  case unknownExtension = "G040"
  case missingVariable = "G041"
  case badPlaceholder = "G042"
  case badProperty = "G043"
  case missingProperty = "G044"
  case nearProperty = "G045"
  case startPropertyInGraph = "G046"
  case nameOfStartValue = "G047"
  case channelInProperties = "G048"
  case differingDefaults = "G049"
  // Messages and peers.
  case unlistedMessage = "G050"
  case incompatibleType = "G051"
  case missingRequired = "G052"
  case missingPeer = "G053"
  case unknownPeer = "G054"
  // Manifests.
  case badManifest = "G060"
  case doubledDeclaration = "G061"
  case badDeclaration = "G062"
  case interfaceConflict = "G063"
  case interfaceUnread = "G064"
  case duplicateExtension = "G065"

  package var code: String { rawValue }
}
