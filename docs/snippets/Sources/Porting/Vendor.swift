import TenNet
import TenRuntime

/// A node that asks a vendor.
public actor Vendor: Extension {
  public static let manifest = Manifest(name: "vendor")
  public nonisolated let context: ExtensionContext

  public init(_ context: ExtensionContext) { self.context = context }

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    let response = try await context.network.send(HTTPRequest("GET", NetURL("https://example.com/")))
    return .ok(["status": .int(Int64(response.status))])
  }
}
