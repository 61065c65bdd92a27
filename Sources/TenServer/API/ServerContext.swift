public import TenSupervisor

/// What the endpoints work with.
public struct ServerContext: Sendable {
  public var service: any SessionService
  public var archive: any SessionArchive
  public var graphs: LiveCatalogue
  public var configuration: ServerConfiguration
  /// Unix time in milliseconds.
  public var now: @Sendable () -> Int
  /// A number for ids and salts.
  public var random: @Sendable () -> UInt64
  /// What the handler of these endpoints has answered.
  public let requests = RequestCounts()
  /// Whether the service answers at all.
  public let liveness: Liveness

  /// The graphs as they are now.
  public var catalogue: GraphCatalogue { graphs.current }

  public init(
    service: any SessionService, archive: any SessionArchive, graphs: LiveCatalogue, configuration: ServerConfiguration,
    now: @escaping @Sendable () -> Int, random: @escaping @Sendable () -> UInt64
  ) {
    self.service = service
    self.archive = archive
    self.graphs = graphs
    self.configuration = configuration
    self.now = now
    self.random = random
    liveness = Liveness(service, now: now)
  }

  /// With graphs that stay as they are.
  public init(
    service: any SessionService, archive: any SessionArchive, catalogue: GraphCatalogue, configuration: ServerConfiguration,
    now: @escaping @Sendable () -> Int, random: @escaping @Sendable () -> UInt64
  ) {
    self.init(
      service: service, archive: archive, graphs: LiveCatalogue(catalogue), configuration: configuration, now: now, random: random)
  }
}
