internal import CJansson
internal import TenCore

/// The only code that knows jansson; nothing of its memory outlives `parse`.
enum JSONParser {
  static func parse(_ bytes: [UInt8], _ limits: JSON.Limits) throws(JSONFailure) -> Value {
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    var error = json_error_t()
    let flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL
    let root = bytes.withUnsafeBytes { buffer in
      let text = UnsafeRawBufferPointer(rebasing: buffer[(hasMark ? 3 : 0)...])
      // jansson wants a pointer, also to nothing.
      return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1) { empty in
        json_loadb(text.baseAddress?.assumingMemoryBound(to: CChar.self) ?? UnsafePointer(empty.baseAddress), text.count, Int(flags), &error)
      }
    }
    guard let root else { throw failure(error) }
    defer { json_decref(root) }
    return try convert(root, limits.depth, limits)
  }

  private static func convert(_ json: UnsafeMutablePointer<json_t>, _ depth: Int, _ limits: JSON.Limits) throws(JSONFailure) -> Value {
    switch json.pointee.type {
    case JSON_OBJECT:
      guard depth > 0 else { throw .depth }
      var entries: [Properties.Element] = []
      let size = json_object_size(json)
      guard size <= limits.keys else { throw .keys(count: size) }
      entries.reserveCapacity(size)
      var iterator = json_object_iter(json)
      while let current = iterator {
        if let key = json_object_iter_key(current), let value = json_object_iter_value(current) {
          entries.append((String(cString: key), try convert(value, depth - 1, limits)))
        }
        iterator = json_object_iter_next(json, current)
      }
      return .object(Properties(unique: entries))
    case JSON_ARRAY:
      guard depth > 0 else { throw .depth }
      var elements: [Value] = []
      let count = json_array_size(json)
      elements.reserveCapacity(count)
      for index in 0..<count {
        if let element = json_array_get(json, index) { elements.append(try convert(element, depth - 1, limits)) }
      }
      return .array(elements)
    case JSON_STRING:
      let bytes = UnsafeRawBufferPointer(start: json_string_value(json), count: json_string_length(json))
      return .string(String(decoding: bytes, as: UTF8.self))
    case JSON_INTEGER: return .int(Int64(json_integer_value(json)))
    case JSON_REAL: return .float(json_real_value(json))
    case JSON_TRUE: return .bool(true)
    case JSON_FALSE: return .bool(false)
    default: return .null
    }
  }

  private static func failure(_ error: json_error_t) -> JSONFailure {
    var copy = error
    let text = withUnsafeBytes(of: &copy.text) { buffer in
      String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
    }
    let code = json_error_code(&copy)
    if code == json_error_stack_overflow { return .depth }
    if code == json_error_premature_end_of_input { return .end }
    // jansson quotes what stands near the error, which may be a secret: only a doubled key is told.
    let words = text.split(separator: "'", maxSplits: 1, omittingEmptySubsequences: false)
    let near = text.range(of: " near ")
    let reason =
      switch code {
      case json_error_numeric_overflow: text.hasPrefix("too big") ? "an integer does not fit 64 signed bits" : "a number is too large for a float"
      case json_error_duplicate_key:
        "the key \(words.count > 1 ? "'\(words[1].filter { $0 != "\"" && $0 != "'" })'" : "here") stands twice in one object"
      case json_error_invalid_utf8: "the text is not UTF-8 here"
      case json_error_null_byte_in_key: "a key contains a zero byte"
      case json_error_end_of_input_expected: "something follows after the end of the value"
      default: near.map { String(text[..<$0]) } ?? text
      }
    return .syntax(reason: reason, line: max(1, Int(error.line)), column: max(1, Int(error.column)), offset: Int(error.position))
  }
}

extension String {
  /// Where `part` begins first.
  fileprivate func range(of part: String) -> String.Index? {
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(part) { return rest.startIndex }
      rest = rest.dropFirst()
    }
    return nil
  }
}
