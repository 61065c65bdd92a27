public import TenCore

extension Manifest {
  /// Reads a `manifest.json`, TEN's or one with our own keys. Never fails: what is wrong is in `problems`, all of it, with line and column.
  ///
  /// - Parameters:
  ///   - file: the manifest's path for errors; `interface` imports are relative to its folder.
  ///   - readFile: reads the imported interfaces; without it they are left out, with a warning.
  public init(json: [UInt8], file: String, readFile: FileReader? = nil) {
    self.init(name: "")
    var texts = [file: json]
    do {
      let value = try JSON.parse(json, file: file)
      let findings = Findings()
      let reader = ManifestReader(findings, readFile: readFile)
      self = reader.read(value, at: Spot(file))
      texts.merge(reader.texts) { mine, _ in mine }
      problems = Diagnostics(findings.list).located(in: texts).list
    } catch {
      problems = error.list
    }
  }

  public init(json: String, file: String, readFile: FileReader? = nil) {
    self.init(json: Array(json.utf8), file: file, readFile: readFile)
  }
}
