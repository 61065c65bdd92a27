/// What is around the host in one run.
struct ConformanceSurroundings: Sendable {
  let vendor = VendorLog()
  let network: PuppetNetwork?
  let channels: ChannelHub?

  init(_ conformance: ExtensionConformance, _ loop: VirtualLoop) {
    network = conformance.makeNetwork?(vendor)
    channels = conformance.makeChannels?()
    network?.attach(to: loop)
    channels?.attach(to: loop)
  }
}
