/// Everything that a server answers.
public enum ServerEndpoints {
  /// TEN's API, `/v1`, what orchestrators ask, avatar sessions, and the document of all of them.
  public static func all(_ context: ServerContext) -> [Endpoint] {
    let endpoints = tenEndpoints(context) + v1Endpoints(context) + operationEndpoints(context) + avatarEndpoints(context)
    let document = OpenAPIDocument.endpoint(
      for: endpoints, version: ServerVersion.text, asksForTokens: !context.configuration.tokens.isEmpty)
    return endpoints + [document]
  }
}

public enum ServerVersion {
  public static let text = "0.1.0"
}
