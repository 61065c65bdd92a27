internal import TenCore
public import TenRuntime

/// What holds a loop's channel transports, by name.
package final class ChannelSlot: LoopAttachment {
  package var transports: [String: any ChannelTransport] = [:]

  package init() {}

  package func loopWillClose() { transports = [:] }
}

extension ExtensionContext {
  /// The transport of this name on the node's loop: `local`. On the node's loop only.
  /// - Throws: `ChannelError` when there is none of the name.
  public func channelTransport(_ name: String) throws(ChannelError) -> any ChannelTransport {
    if let found = loop.attachment(ChannelSlot.self, make: { ChannelSlot() }).transports[name] { return found }
    throw ChannelError(.noServer, attempted: "choosing the transport '\(name)'", reason: "there is no such transport; 'local' is one")
  }
}
