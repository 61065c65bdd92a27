internal import Glibc
internal import TenGraph

/// Where a new package gets tenhost from.
enum Checkout: Sendable, Hashable {
  /// A folder, absolute and without links.
  case folder(String)
  case url(String)

  /// - Parameter given: a path or URL.
  /// - Throws: `UsageError` for a folder that holds no tenhost.
  init(_ given: String) throws(UsageError) {
    func refuse(_ reason: String) -> UsageError { UsageError("using tenhost from '\(given)': \(reason)") }
    guard given.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else { throw refuse("it holds a control character") }
    if given.contains("://") || given.hasPrefix("git@") {
      self = .url(given)
      return
    }
    guard let path = Folder.real(given) else { throw refuse("there is no such folder") }
    guard Self.isTenhost(path) else {
      throw refuse("it has no Package.swift of tenhost; give the folder of a checkout, or the URL of its repository")
    }
    self = .folder(path)
  }

  /// The checkout that a program was built in.
  /// - Parameter executable: the program's path.
  static func above(_ executable: String) -> Checkout? {
    var path = Folder.real(executable) ?? executable
    while let slash = path.lastIndex(of: "/") {
      path = String(path[..<slash])
      if !path.isEmpty, isTenhost(path) { return .folder(path) }
    }
    return nil
  }

  private static func isTenhost(_ folder: String) -> Bool {
    guard let bytes = try? TextFile.read("\(folder)/Package.swift") else { return false }
    return String(decoding: bytes, as: UTF8.self).contains("name: \"tenhost\",")
  }

  /// What `.product(package:)` names it.
  var package: String {
    switch self {
    case .folder: return "tenhost"
    case .url(let url):
      let last = url.split { $0 == "/" || $0 == ":" }.last ?? ""
      return last.hasSuffix(".git") ? String(last.dropLast(4)) : String(last)
    }
  }

  /// The dependency as `Package.swift` writes it.
  /// - Parameter folder: the new package's, absolute and without links.
  func dependency(from folder: String) -> String {
    switch self {
    case .folder(let path): ".package(name: \"tenhost\", path: \(Self.literal(Folder.path(from: folder, to: path))))"
    case .url(let url): ".package(url: \(Self.literal(url)), branch: \"main\")"
    }
  }

  /// Where its files are, for commands in the new package's folder; those of a URL once the package was built.
  func folder(from folder: String) -> String {
    switch self {
    case .folder(let path): Folder.path(from: folder, to: path)
    case .url: ".build/checkouts/\(package)"
    }
  }

  private static func literal(_ text: String) -> String {
    "\"" + text.flatMap { $0 == "\\" || $0 == "\"" ? ["\\", $0] : [$0] } + "\""
  }
}
