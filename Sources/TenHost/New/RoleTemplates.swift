/// The texts that are a role's own.
struct RoleTemplates {
  var node: [UInt8]
  var manifest: [UInt8]
  var properties: [UInt8]
  var tests: [UInt8]
  var conformance: [UInt8]
  var graph: [UInt8]
  var scenario: [UInt8]
  /// Other files of its module.
  var more: KeyValuePairs<String, [UInt8]> = [:]

  static func of(_ role: ExtensionRole) -> RoleTemplates {
    switch role {
    case .node:
      RoleTemplates(
        node: PackageResources.node_swift_txt, manifest: PackageResources.node_manifest_json, properties: PackageResources.node_property_json,
        tests: PackageResources.node_tests_swift_txt, conformance: PackageResources.node_conformance_swift_txt,
        graph: PackageResources.node_graph_json, scenario: PackageResources.node_test_json)
    case .tts:
      RoleTemplates(
        node: PackageResources.tts_swift_txt, manifest: PackageResources.tts_manifest_json, properties: PackageResources.tts_property_json,
        tests: PackageResources.tts_tests_swift_txt, conformance: PackageResources.tts_conformance_swift_txt,
        graph: PackageResources.tts_graph_json, scenario: PackageResources.tts_test_json, more: ["Voice.swift": PackageResources.tts_voice_swift_txt])
    case .llm:
      RoleTemplates(
        node: PackageResources.llm_swift_txt, manifest: PackageResources.llm_manifest_json, properties: PackageResources.llm_property_json,
        tests: PackageResources.llm_tests_swift_txt, conformance: PackageResources.llm_conformance_swift_txt,
        graph: PackageResources.llm_graph_json, scenario: PackageResources.llm_test_json, more: ["Model.swift": PackageResources.llm_model_swift_txt])
    case .stt:
      RoleTemplates(
        node: PackageResources.stt_swift_txt, manifest: PackageResources.stt_manifest_json, properties: PackageResources.stt_property_json,
        tests: PackageResources.stt_tests_swift_txt, conformance: PackageResources.stt_conformance_swift_txt,
        graph: PackageResources.stt_graph_json, scenario: PackageResources.stt_test_json,
        more: ["SpeechDetector.swift": PackageResources.stt_detector_swift_txt])
    case .transport:
      RoleTemplates(
        node: PackageResources.transport_swift_txt, manifest: PackageResources.transport_manifest_json,
        properties: PackageResources.transport_property_json,
        tests: PackageResources.transport_tests_swift_txt, conformance: PackageResources.transport_conformance_swift_txt,
        graph: PackageResources.transport_graph_json, scenario: PackageResources.transport_test_json,
        more: ["Playout.swift": PackageResources.transport_playout_swift_txt])
    case .avatar:
      RoleTemplates(
        node: PackageResources.avatar_swift_txt, manifest: PackageResources.avatar_manifest_json, properties: PackageResources.avatar_property_json,
        tests: PackageResources.avatar_tests_swift_txt, conformance: PackageResources.avatar_conformance_swift_txt,
        graph: PackageResources.avatar_graph_json, scenario: PackageResources.avatar_test_json,
        more: ["Vendor.swift": PackageResources.avatar_vendor_swift_txt])
    }
  }
}
