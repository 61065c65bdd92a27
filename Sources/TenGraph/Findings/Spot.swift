package import TenCore

/// Where a value stands: a file and a JSON pointer in it.
package struct Spot: Hashable {
  package var file: String?
  package var pointer: String

  package init(_ file: String?, _ pointer: String = "") {
    self.file = file
    self.pointer = pointer
  }

  package func child(_ key: String) -> Spot { Spot(file, pointer + "/" + Self.escape(key)) }
  package func child(_ index: Int) -> Spot { Spot(file, "\(pointer)/\(index)") }

  package func child(_ path: some Sequence<PropertyPath.Step>) -> Spot {
    path.reduce(self) { spot, step in
      switch step {
      case .key(let key): spot.child(key)
      case .index(let index): spot.child(index)
      }
    }
  }

  package func place(_ message: String) -> Diagnostic.Place { Diagnostic.Place(message, file: file, pointer: pointer) }

  /// A key as it stands in a JSON pointer.
  package static func escape(_ key: String) -> String {
    guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return key }
    return key.reduce(into: "") { text, character in
      switch character {
      case "~": text += "~0"
      case "/": text += "~1"
      default: text.append(character)
      }
    }
  }
}
