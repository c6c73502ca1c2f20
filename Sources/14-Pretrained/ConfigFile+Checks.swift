import Datasets
import Tensors
import Training
import Transformer

extension ConfigFile {
  /// A number of heads that divides the width.
  func heads(_ key: String, width: Int) throws(UnusableFile) -> Int {
    let heads = try size(key)
    if width % heads != 0 { throw UnusableFile(path, "\(key) is \(heads), which does not divide the width \(width)") }
    return heads
  }

  /// A number in 0 ..< 1: the rate of a dropout, or what a norm adds below the root.
  func fraction(_ key: String, default usual: Double) throws(UnusableFile) -> Scalar {
    let fraction = Scalar(try number(key, default: usual))
    if !(0..<1).contains(fraction) { throw UnusableFile(path, "\(key) is \(fraction), not in 0 ..< 1") }
    return fraction
  }

  /// An id, or several: `"eos_token_id": [1, 2]`. Empty if the file has none.
  fileprivate func ids(_ key: String) throws(UnusableFile) -> [Int] {
    guard has(key) else { return [] }
    let ids = (values[key]?.list ?? [values[key, default: .null]]).map { $0.number.flatMap { Int(exactly: $0) } }
    if ids.contains(nil) { throw UnusableFile(path, "\(key) is not a whole number") }
    return ids.compactMap(\.self)
  }
}

extension ModelFolder {
  /// The ids under a key of `generation_config.json`, or else of `config.json`, where older folders have it.
  public func decodingIDs(_ key: String) throws(UnusableFile) -> (ids: [Int], file: String) {
    if let generation = try configFile("generation_config.json"), generation.has(key) {
      return (try generation.ids(key), generation.path)
    }
    return (try config.ids(key), config.path)
  }

  /// One of these ids, below the size of a vocabulary.
  func decodingID(_ key: String, default usual: Int, below count: Int) throws(UnusableFile) -> Int {
    let (ids, file) = try decodingIDs(key)
    if ids.count > 1 { throw UnusableFile(file, "\(key) is a list of \(ids.count) ids, only one is supported") }
    let id = ids.first ?? usual
    if !(0..<count).contains(id) { throw UnusableFile(file, "\(key) is \(id), vocab_size is \(count)") }
    return id
  }

  /// The token that an encoder–decoder always writes first, if there is one: BART's files for summaries have it.
  public func forcedFirstToken(below count: Int) throws(UnusableFile) -> Int? {
    let key = "forced_bos_token_id"
    return try decodingIDs(key).ids.isEmpty ? nil : try decodingID(key, default: 0, below: count)
  }

  /// The tokens with which an encoder–decoder begins and ends.
  func decodingTokens(usual: DecodingTokens, below count: Int) throws(UnusableFile) -> DecodingTokens {
    DecodingTokens(
      padding: try decodingID("pad_token_id", default: usual.padding, below: count),
      begin: try decodingID("decoder_start_token_id", default: usual.begin, below: count),
      end: try decodingID("eos_token_id", default: usual.end, below: count))
  }

  /// Throws when sizes ask for far more numbers than a file has, before memory is taken for them. Smaller differences are
  /// listed tensor by tensor when the file is read.
  ///
  /// - Parameter tables: How many numbers the tables outside the blocks have, such as that of the tokens.
  func checkSize(
    _ block: BlockConfiguration, depth: Int, tables: [Double], in file: SafetensorsFile
  ) throws(UnusableFile) {
    let (D, F) = (Double(block.width), Double(block.feedForwardWidth))
    let attention = 4 * D * (block.headWidth.map { Double($0) * Double(block.heads) } ?? D)
    let count = Double(depth) * (attention + 2 * D * F) + tables.reduce(0, +)
    let stored = file.names.reduce(0.0) { $0 + file.shape(of: $1)!.reduce(1) { $0 * Double($1) } }
    if count > 2 * stored + 1e6 {
      throw UnusableFile(
        config.path,
        "its sizes make \(Int(count)) parameters or more, but the file of the weights has \(Int(stored)) numbers")
    }
  }
}
