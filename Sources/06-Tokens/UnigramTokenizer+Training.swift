import Foundation

extension UnigramTokenizer {
  public init(trainedOn text: String, size: Int, special: [String] = usualSpecial) {
    self.init(trainedOn: text, size: size, special: special, sentinels: 0)
  }

  /// Trains on a text whose lines are sentences: a line break ends a word and is a token of its own.
  ///
  /// - Parameters:
  ///   - size: The largest vocabulary size V, special tokens and sentinels included. Of more characters than have room,
  ///     the most frequent are kept.
  ///   - special: The first ids. `<unk>` is added when it is missing.
  ///   - sentinels: How many there are. They have the last ids, the first sentinel V − 1.
  public init(trainedOn text: String, size: Int, special: [String] = usualSpecial, sentinels: Int) {
    let first = special.contains("<unk>") ? special : ["<unk>"] + special
    let last = (0..<sentinels).reversed().map(UnigramTokenizer.sentinelName)
    let names = Set((first + last).map { Array($0.utf8) })
    var trainer = UnigramTrainer(countedWords(of: text), size: size - first.count - last.count, except: names)
    trainer.train()
    let learned = trainer.vocabulary()
    let pieces = first + learned.map { String(decoding: $0.piece, as: UTF8.self) } + last
    let scores = first.map { _ in 0 } + learned.map(\.score) + last.map { _ in 0 }
    let lastIDs = (pieces.count - last.count)..<pieces.count
    let ids = Dictionary(uniqueKeysWithValues: zip(first + last, Array(first.indices) + lastIDs))
    self.init(pieces: pieces, scores: scores, unknown: ids["<unk>"]!, special: ids)
  }
}

/// The words of a text, each with its count, in the order of their bytes.
func countedWords(of text: String) -> [UnigramTrainer.Word] {
  var counts: [ArraySlice<UInt8>: Int] = [:]
  for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
    if index > 0 { counts[[UInt8(ascii: "\n")], default: 0] += 1 }
    let bytes = Metaspace.encode(String(line))
    for range in Metaspace.Words(bytes) { counts[bytes[range], default: 0] += 1 }
  }
  return counts.map { UnigramTrainer.Word(bytes: Array($0), count: $1) }
    .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
}
