func lines(of text: String) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

/// The fenced blocks of one language in a README.
func fences(_ language: String, in text: String) -> [[String]] {
  var result: [[String]] = []
  var current: [String]?
  for line in lines(of: text) {
    if line.hasPrefix("```") {
      if let block = current { result.append(block) }
      current = current == nil && line == "```\(language)" ? [] : nil
    } else {
      current?.append(line)
    }
  }
  return result
}
