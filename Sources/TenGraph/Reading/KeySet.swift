/// The structural keys of one kind of JSON object: the one list that the readers, and the test of the shipped JSON Schemas, go by.
package struct KeySet: Sendable {
  /// The word for the object in errors.
  package let name: String
  package let keys: [String]

  package init(name: String, keys: [String]) {
    self.name = name
    self.keys = keys
  }

  /// Keys that begin with `x-`, and `$schema`, are free everywhere.
  package func allows(_ key: String) -> Bool { keys.contains(key) || key.hasPrefix("x-") || key == "$schema" }
}

extension KeySet {
  static let graph = KeySet(
    name: "a graph",
    keys: ["name", "nodes", "connections", "exposed_messages", "exposed_properties", "import_uri", "groups"])
  static let predefinedGraph = KeySet(
    name: "a predefined graph",
    keys: [
      "name", "auto_start", "singleton", "sync_stop_before_deinit", "graph", "nodes", "connections", "exposed_messages", "exposed_properties",
      "import_uri", "groups",
    ])
  static let extensionNode = KeySet(
    name: "an extension node",
    keys: [
      "type", "name", "addon", "extension_group", "app", "property", "depends_on", "on_failure", "inbox", "deadlines", "peers",
    ])
  static let subgraphNode = KeySet(name: "a subgraph node", keys: ["type", "name", "graph", "property", "app"])
  static let selectorNode = KeySet(name: "a selector node", keys: ["type", "name", "filter"])
  static let filter = KeySet(name: "a filter", keys: ["field", "operator", "value", "and", "or"])
  static let connection = KeySet(
    name: "a connection",
    keys: ["extension", "subgraph", "selector", "app", "extension_group", "cmd", "data", "audio_frame", "video_frame"])
  static let flow = KeySet(name: "a message of a connection", keys: ["name", "names", "dest", "source"])
  static let destination = KeySet(
    name: "a destination", keys: ["extension", "subgraph", "selector", "app", "extension_group", "msg_conversion", "fallback"])
  static let source = KeySet(name: "a source", keys: ["extension", "subgraph", "selector", "app", "extension_group"])
  static let conversion = KeySet(name: "a msg_conversion", keys: ["type", "keep_original", "rules", "result"])
  static let rule = KeySet(name: "a conversion rule", keys: ["path", "conversion_mode", "value", "original_path"])
  static let exposedMessage = KeySet(name: "an exposed message", keys: ["type", "name", "extension", "subgraph"])
  static let exposedProperty = KeySet(name: "an exposed property", keys: ["extension", "subgraph", "name"])
  static let group = KeySet(name: "a group", keys: ["thread"])
  static let inbox = KeySet(
    name: "an inbox", keys: ["cmd", "data", "transient_data", "audio_frame", "turn_audio_frame", "video_frame", "bytes"])
  static let bound = KeySet(name: "the bound of an inbox", keys: ["count", "milliseconds", "policy"])
  static let deadlines = KeySet(name: "the deadlines of a node", keys: ["prepare", "start", "stop"])
  static let nodeTen = KeySet(name: "a node's ten", keys: ["path_timeout", "path_check_interval", "manual_trigger_life_cycle"])
  static let pathTimeout = KeySet(name: "a path_timeout", keys: ["in_path", "out_path"])
  static let app = KeySet(
    name: "ten",
    keys: [
      "predefined_graphs", "log", "uri", "one_event_loop_per_engine", "long_running_mode", "addon", "services", "path_timeout",
      "path_check_interval", "deprecated_log", "log_level", "log_file",
    ])
}

extension KeySet {
  static let manifest = KeySet(
    name: "a manifest",
    keys: [
      "type", "name", "version", "description", "api", "aliases", "peers", "on_failure", "serial", "display_name", "readme", "tags",
      "dependencies", "dev_dependencies", "supports", "package", "scripts",
    ])
  static let api = KeySet(
    name: "an api",
    keys: [
      "interface", "property", "start", "cmd_in", "cmd_out", "data_in", "data_out", "audio_frame_in", "audio_frame_out", "video_frame_in",
      "video_frame_out",
    ])
  static let interface = KeySet(name: "an interface", keys: api.keys)
  static let interfaceImport = KeySet(name: "an interface", keys: ["import_uri"])
  static let message = KeySet(
    name: "a message", keys: ["name", "description", "property", "required", "result", "urgent", "discards", "class", "turn"])
  static let result = KeySet(name: "a result", keys: ["property", "required", "description"])
  static let properties = KeySet(name: "declared properties", keys: ["properties", "required", "description"])
  static let property = KeySet(
    name: "a declared property", keys: ["type", "description", "items", "properties", "required", "secret", "static", "default"])
  static let startProperty = KeySet(
    name: "a declared start property",
    keys: ["type", "description", "items", "properties", "required", "secret", "from", "default"])
  static let alias = KeySet(name: "an alias", keys: ["name", "properties"])
  static let peer = KeySet(name: "a peer", keys: ["default", "optional", "description"])
}
