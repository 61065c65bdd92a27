public import TenCore

extension Diagnostics {
  /// Fills in line and column of every diagnostic and related place whose file is among `files`.
  ///
  /// - Parameter files: the text of each file, under the name that the diagnostics use.
  public func located(in files: [String: [UInt8]]) -> Diagnostics {
    var wanted: [String: Set<String>] = [:]
    for diagnostic in list {
      if let file = diagnostic.file, diagnostic.line == nil { wanted[file, default: []].insert(diagnostic.pointer) }
      for place in diagnostic.related {
        if let file = place.file, place.line == nil { wanted[file, default: []].insert(place.pointer) }
      }
    }
    var positions: [String: [String: PositionScanner.Position]] = [:]
    for (file, pointers) in wanted {
      guard let text = files[file] else { continue }
      positions[file] = PositionScanner(text).positions(of: pointers)
    }
    return Diagnostics(
      list.map { diagnostic in
        var copy = diagnostic
        if diagnostic.line == nil, let file = diagnostic.file, let position = positions[file]?[diagnostic.pointer] {
          copy.line = position.line
          copy.column = position.column
        }
        for index in copy.related.indices where copy.related[index].line == nil {
          let place = copy.related[index]
          guard let file = place.file, let position = positions[file]?[place.pointer] else { continue }
          copy.related[index].line = position.line
          copy.related[index].column = position.column
        }
        return copy
      })
  }
}
