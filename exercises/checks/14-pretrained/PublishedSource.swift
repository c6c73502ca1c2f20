import Exercises
import Pretrained
import Solutions
import Tensors
import Training

private typealias Answer = @Sendable (_ path: String, _ names: Set<String>) throws -> TensorSource

extension Exercise {
  static let publishedSource = Exercise(
    "14.5", "publishedSource", solution: PretrainedSolutions.self,
    answer: { (answers: any PretrainedTasks.Type) in answers.publishedSource },
    hints: [
      "Three questions, one after the other: which module is it, what is it called in this file, and how does it lie there? The names of the file answer the second one: try every spelling.",
      "path.split(separator: \".\") gives the parts: the last one is the kind, and after \"encoder\" and \"blocks\" comes the number of the block. Two dictionaries, one for the modules of a block and one for the others, have the table. A norm has two spellings of its kind, and each of them is in files with and without `bert.`, so that there are four candidates.",
      "candidates = [\"bert.\", \"\"].flatMap { prefix in spellings.map { \"\\(prefix)\\(block)\\(module).\\($0)\" } }, where block is \"encoder.layer.N.\" or \"\", and spellings are [\"weight\", \"gamma\"] for a gain, [\"bias\", \"beta\"] for the bias of a norm, and otherwise the kind itself. The name is candidates.first(where: names.contains). .transposed is for a `.weight` that is neither a norm's nor under `embeddings.`.",
    ],
    forbidden: ["NameTable"], mistakes: mistakes, probes: probes)
}

private let block = "encoder.blocks.#"
private let layer = "encoder.layer.#"

private let mistakes: [Mistake<Answer>] = [
  Mistake("nothing is transposed: linear weights lie as [outputs, inputs], also where they are square") {
    try PublishedNaming(isTransposed: { _, _ in false })($0, $1)
  },
  Mistake("tables of embeddings are transposed: they lie as here, one row for each token") {
    try PublishedNaming(isTransposed: { _, kind in kind == "weight" })($0, $1)
  },
  Mistake("vectors are transposed: only weights of linear maps are") {
    try PublishedNaming(isTransposed: { module, kind in !module.hasPrefix("embeddings.") })($0, $1)
  },
  Mistake("the gains of norms are transposed: their name is `weight`, but they are vectors") {
    try PublishedNaming(isTransposed: { module, kind in
      PublishedNaming.usuallyTransposed(module, kind) || kind == "gain"
    })($0, $1)
  },
  Mistake("the pooler is not transposed: it is a linear map, too") {
    try PublishedNaming(isTransposed: { module, kind in
      PublishedNaming.usuallyTransposed(module, kind) && module != "pooler.dense"
    })(
      $0, $1)
  },
  Mistake("square weights are not transposed: their shape does not show it, but they lie as the others") {
    try PublishedNaming(isTransposed: { module, kind in
      PublishedNaming.usuallyTransposed(module, kind)
        && (module.hasSuffix("intermediate.dense") || module == "\(layer).output.dense")
    })($0, $1)
  },
  Mistake("names without `bert.` were not tried") { try PublishedNaming(prefixes: ["bert."])($0, $1) },
  Mistake("names with `bert.` were not tried") { try PublishedNaming(prefixes: [""])($0, $1) },
  Mistake("`bert.` was tried for the encoder alone: all names of the body may begin with it") { path, names in
    try PublishedNaming(prefixes: path.hasPrefix("encoder.") ? ["bert.", ""] : [""])(path, names)
  },
  Mistake("norms were not looked for under their old names, `.gamma` and `.beta`") {
    try PublishedNaming(spellings: { kind, isNorm in isNorm ? [kind == "gain" ? "weight" : "bias"] : [kind] })($0, $1)
  },
  Mistake("norms were looked for under their old names alone: new files have `.weight` and `.bias`") {
    try PublishedNaming(spellings: { kind, isNorm in isNorm ? [kind == "gain" ? "gamma" : "beta"] : [kind] })($0, $1)
  },
  Mistake("`.gamma` and `.beta` are exchanged: gamma is the gain, beta the bias") {
    try PublishedNaming(spellings: { kind, isNorm in
      isNorm ? (kind == "gain" ? ["weight", "beta"] : ["bias", "gamma"]) : [kind]
    })($0, $1)
  },
  Mistake("the old name of a norm's bias was not tried: it is `.beta`, beside `.gamma`") {
    try PublishedNaming(spellings: { kind, isNorm in isNorm && kind == "gain" ? ["weight", "gamma"] : [kind] })($0, $1)
  },
  Mistake("the gain of a norm was looked for as `.gain`: files call it `.weight` or `.gamma`") {
    try PublishedNaming(spellings: { kind, _ in [kind] })($0, $1)
  },
  Mistake("the biases of linear maps were looked for as `.beta`: that is for norms alone") {
    try PublishedNaming(spellings: { kind, isNorm in
      kind == "bias" && !isNorm ? ["beta"] : PublishedNaming.usualSpellings(kind, isNorm)
    })(
      $0, $1)
  },
  Mistake("blocks are counted from 1: files count from 0, as the library does") {
    try PublishedNaming(number: { "\((Int($0) ?? 0) + 1)" })($0, $1)
  },
  Mistake("only the first digit of the block's number was read: there is a block 10") {
    try PublishedNaming(number: { String($0.prefix(1)) })($0, $1)
  },
  Mistake("only the last digit of the block's number was read: there is a block 10") {
    try PublishedNaming(number: { String($0.suffix(1)) })($0, $1)
  },
  Mistake("all blocks got the tensors of block 0: the number is in the path") {
    try PublishedNaming(number: { _ in "0" })($0, $1)
  },
  Mistake("the two norms of a block are exchanged: the attention's is attention.output.LayerNorm") {
    try PublishedNaming(
      modules: PublishedNaming.modules([
        "\(block).attentionNorm": "\(layer).output.LayerNorm",
        "\(block).feedForwardNorm": "\(layer).attention.output.LayerNorm",
      ]))($0, $1)
  },
  Mistake("the attention's norm is the feed-forward's: it is attention.output.LayerNorm") {
    try PublishedNaming(modules: PublishedNaming.modules(["\(block).attentionNorm": "\(layer).output.LayerNorm"]))(
      $0, $1)
  },
  Mistake("the feed-forward's second map was taken for the attention's: `output.dense` is in a block twice") {
    try PublishedNaming(
      modules: PublishedNaming.modules(["\(block).feedForward.down": "\(layer).attention.output.dense"]))($0, $1)
  },
  Mistake("the attention's output was taken for the feed-forward's: `output.dense` is in a block twice") {
    try PublishedNaming(modules: PublishedNaming.modules(["\(block).attention.output": "\(layer).output.dense"]))(
      $0, $1)
  },
  Mistake("the two maps of the feed-forward are exchanged: `intermediate` leads up") {
    try PublishedNaming(
      modules: PublishedNaming.modules([
        "\(block).feedForward.up": "\(layer).output.dense",
        "\(block).feedForward.down": "\(layer).intermediate.dense",
      ]))($0, $1)
  },
  Mistake("queries and keys are exchanged: the shapes are equal, so that nothing else would tell") {
    try PublishedNaming(
      modules: PublishedNaming.modules([
        "\(block).attention.query": "\(layer).attention.self.key",
        "\(block).attention.key": "\(layer).attention.self.query",
      ]))($0, $1)
  },
  Mistake("positions and segments are exchanged: `token_type` is the segment") {
    try PublishedNaming(
      modules: PublishedNaming.modules([
        "embeddings.positions": "embeddings.token_type_embeddings",
        "embeddings.segments": "embeddings.position_embeddings",
      ]))($0, $1)
  },
  Mistake("a name was returned that the file does not have: throw a Misfit") {
    try PublishedNaming(refusesMissing: false)($0, $1)
  },
  Mistake("a path that the model does not have was not refused: throw a Misfit") {
    try PublishedNaming(refusesUnknown: false)($0, $1)
  },
]

private func probes(_ publishedSource: @escaping Answer) -> [Probe] {
  let files = [
    ("new names with `bert.`", PublishedNaming.fileNames(blocks: 12, prefix: "bert.", isOld: false)),
    ("new names without `bert.`", PublishedNaming.fileNames(blocks: 12, prefix: "", isOld: false)),
    ("old names with `bert.`", PublishedNaming.fileNames(blocks: 12, prefix: "bert.", isOld: true)),
    ("old names without `bert.`", PublishedNaming.fileNames(blocks: 12, prefix: "", isOld: true)),
  ]
  /// The index of the name among the sorted names of the file, −1 for another, and whether it is transposed.
  func answer(_ path: String, _ names: Set<String>) throws -> [Int] {
    let source = try publishedSource(path, names)
    return [
      names.sorted().firstIndex(of: source.name) ?? -1,
      source.layout == .transposed ? 1 : source.layout == .same ? 0 : -1,
    ]
  }
  let paths = PublishedNaming.usualModules.keys.sorted().flatMap { path -> [String] in
    let module = path.replacing("#", with: path.hasSuffix("Norm") ? "3" : path.hasSuffix("key") ? "0" : "10")
    if path.lowercased().hasSuffix("norm") { return ["\(module).gain", "\(module).bias"] }
    return path.hasPrefix("embeddings.") ? ["\(module).weight"] : ["\(module).weight", "\(module).bias"]
  }
  func expected(_ path: String, _ names: Set<String>) -> (name: String, layout: Int) {
    let source = try! PublishedNaming()(path, names)
    return (source.name, source.layout == .transposed ? 1 : 0)
  }
  let (bare, old) = (files[1].1, files[2].1)
  func refused(_ label: String, _ path: String, _ names: Set<String>) -> Probe {
    .refuses(label, try answer(path, names))
  }
  func probe(_ path: String, _ label: String, _ names: Set<String>) -> Probe {
    let (name, layout) = expected(path, names)
    return .values(
      "\(path) in a file of \(label): the index of \(name) among its names in order, and 1 for .transposed",
      try answer(path, names), are: [names.sorted().firstIndex(of: name)!, layout])
  }
  return files.flatMap { label, names in paths.map { probe($0, label, names) } } + [
    refused("a block that the file does not have", "encoder.blocks.12.attention.query.weight", bare),
    refused("a pooler in a file without one", "pooler.weight", bare.subtracting(["pooler.dense.weight"])),
    refused(
      "a norm in a file without it", "embeddings.norm.gain", old.subtracting(["bert.embeddings.LayerNorm.gamma"])),
    refused("encoder.blocks.0.attention.gate.weight", "encoder.blocks.0.attention.gate.weight", bare),
    refused("encoder.norm.gain, which a post-norm stack does not have", "encoder.norm.gain", bare),
    refused(
      "embeddings.word_embeddings.weight, which is no path of the library", "embeddings.word_embeddings.weight", bare),
  ]
}
