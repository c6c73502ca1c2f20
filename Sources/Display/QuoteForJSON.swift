/// A text as JSON writes it, with its quotes.
public func quotedForJSON(_ text: String) -> String {
  let escaped = text.unicodeScalars.map { scalar in
    switch scalar {
    case "\"": "\\\""
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\t": "\\t"
    case "\r": "\\r"
    default: scalar.value < 0x20 ? unicodeEscape(scalar.value) : String(scalar)
    }
  }
  return "\"\(escaped.joined())\""
}

private func unicodeEscape(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
}
