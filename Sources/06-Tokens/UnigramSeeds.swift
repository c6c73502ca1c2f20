/// The first pieces of a unigram model: what `UnigramTrainer` prunes.

/// A candidate for a piece, and how often the text contains it.
struct CountedPiece: Equatable {
  let bytes: [UInt8]
  let count: Int
}

/// The most frequent characters, most frequent first.
func frequentCharacters(
  of words: [UnigramTrainer.Word], atMost limit: Int, except excluded: Set<[UInt8]>
) -> [CountedPiece] {
  var counts: [ArraySlice<UInt8>: Int] = [:]
  for word in words {
    for (start, end) in characters(of: word.bytes) { counts[word.bytes[start..<end], default: 0] += word.count }
  }
  for name in excluded { counts[name[...]] = nil }
  return largest(counts, limit) { $1 }
}

/// Substrings of at least two characters that occur at least twice: those that cover most of the text, which is their
/// count times their length.
func frequentSubstrings(
  of words: [UnigramTrainer.Word], atMost limit: Int, except excluded: Set<[UInt8]>
) -> [CountedPiece] {
  var counts: [ArraySlice<UInt8>: Int] = [:]
  for word in words {
    let characters = characters(of: word.bytes)
    for first in characters.indices {
      for last in characters[first...].prefix(UnigramTrainer.longestPiece).dropFirst() {
        counts[word.bytes[characters[first].start..<last.end], default: 0] += word.count
      }
    }
  }
  for name in excluded { counts[name[...]] = nil }
  return largest(counts.filter { $0.value > 1 }, limit) { lengthInCharacters(Array($0)) * $1 }
}

/// The words, split at characters that are not kept.
func split(_ words: [UnigramTrainer.Word], keeping kept: Set<[UInt8]>) -> [UnigramTrainer.Word] {
  words.flatMap { word in
    var parts: [[UInt8]] = [[]]
    for (start, end) in characters(of: word.bytes) {
      let character = Array(word.bytes[start..<end])
      if kept.contains(character) { parts[parts.count - 1] += character } else { parts.append([]) }
    }
    return parts.filter { !$0.isEmpty }.map { UnigramTrainer.Word(bytes: $0, count: word.count) }
  }
}

func lengthInCharacters(_ bytes: [UInt8]) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }

/// Where each character starts and ends.
private func characters(of bytes: [UInt8]) -> [(start: Int, end: Int)] {
  let starts = bytes.indices.filter { bytes[$0] & 0xC0 != 0x80 }
  return Array(zip(starts, starts.dropFirst() + [bytes.count]))
}

/// The largest by a measure; of equal ones, those with the smaller bytes.
private func largest(
  _ counts: [ArraySlice<UInt8>: Int], _ limit: Int, by measure: (ArraySlice<UInt8>, Int) -> Int
) -> [CountedPiece] {
  let measured = counts.map { (bytes: $0, count: $1, measure: measure($0, $1)) }
  let sorted = measured.sorted { a, b in
    a.measure == b.measure ? a.bytes.lexicographicallyPrecedes(b.bytes) : a.measure > b.measure
  }
  return sorted.prefix(limit).map { CountedPiece(bytes: Array($0.bytes), count: $0.count) }
}
