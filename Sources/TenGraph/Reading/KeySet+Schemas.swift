extension KeySet {
  /// The sets under the names that the shipped `graph.schema.json` gives them.
  static let graphSchema: [String: KeySet] = [
    "graph": graph, "predefinedGraph": predefinedGraph, "app": app, "extensionNode": extensionNode, "subgraphNode": subgraphNode,
    "selectorNode": selectorNode, "filter": filter, "connection": connection, "flow": flow, "destination": destination, "source": source,
    "conversion": conversion, "rule": rule, "exposedMessage": exposedMessage, "exposedProperty": exposedProperty, "group": group, "inbox": inbox,
    "bound": bound, "deadlines": deadlines, "nodeTen": nodeTen, "pathTimeout": pathTimeout,
  ]

  /// The sets under the names that the shipped `manifest.schema.json` gives them.
  static let manifestSchema: [String: KeySet] = [
    "manifest": manifest, "api": api, "interfaceImport": interfaceImport, "message": message, "result": result, "properties": properties,
    "start": properties, "property": property, "startProperty": startProperty, "alias": alias, "peer": peer,
  ]
}
