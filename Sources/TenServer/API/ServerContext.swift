public import TenSupervisor

/// What the endpoints work with.
public struct ServerContext: Sendable {
  public var service: any SessionService
  public var archive: any SessionArchive
  public var catalogue: GraphCatalogue
  public var configuration: ServerConfiguration
  /// Unix time in milliseconds.
  public var now: @Sendable () -> Int
  /// A number for ids and salts.
  public var random: @Sendable () -> UInt64

  public init(
    service: any SessionService, archive: any SessionArchive, catalogue: GraphCatalogue, configuration: ServerConfiguration,
    now: @escaping @Sendable () -> Int, random: @escaping @Sendable () -> UInt64
  ) {
    self.service = service
    self.archive = archive
    self.catalogue = catalogue
    self.configuration = configuration
    self.now = now
    self.random = random
  }
}
