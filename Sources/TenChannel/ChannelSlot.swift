internal import TenCore
internal import TenLoop
public import TenRuntime

/// What holds a loop's channel transports, by name.
package final class ChannelSlot: LoopAttachment {
  package var transports: [String: any ChannelTransport] = [:]

  package init() {}

  package func loopWillClose() {
    for transport in transports.values { (transport as? LocalTransport)?.loopWillClose() }
    transports = [:]
  }
}

extension ExtensionContext {
  /// The transport of this name on the node's loop: `local`. On the node's loop only.
  /// - Throws: `ChannelError` when there is none of the name.
  public func channelTransport(_ name: String) throws(ChannelError) -> any ChannelTransport {
    let slot = loop.attachment(ChannelSlot.self, make: { ChannelSlot() })
    if let found = slot.transports[name] { return found }
    guard name == "local", let loop = loop as? UVLoop else {
      throw ChannelError(.noServer, attempted: "choosing the transport '\(name)'", reason: "there is no such transport; 'local' is one")
    }
    let transport = LocalTransport(loop)
    slot.transports[name] = transport
    return transport
  }
}
