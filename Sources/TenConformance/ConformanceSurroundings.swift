internal import TenTesting

/// What is around the host in one run.
struct ConformanceSurroundings: Sendable {
  let vendor = VendorLog()
  let network: PuppetNetwork?
  let channels: ChannelHub?
  let llm: (any LLMVendor)?
  let avatar: (any AvatarVendor)?

  init(_ conformance: ExtensionConformance, _ loop: VirtualLoop) {
    llm = conformance.hooks.makeLLM?()
    avatar = conformance.hooks.makeAvatar?()
    network = llm?.network ?? avatar?.network ?? conformance.makeNetwork?(vendor)
    channels = conformance.makeChannels?()
    network?.attach(to: loop)
    channels?.attach(to: loop)
  }
}
