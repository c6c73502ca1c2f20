import Gradients
import Tensors
import TestSupport
import Testing
import Training

@testable import BERT

// B batch · T positions · D width

/// One tiny BERT as Hugging Face transformers computed it. `Tests/Fixtures/make_bert.py` says which roles there are.
struct Reference {
  let name: String
  let roles: [String: Tensor]
  /// What a test changes, which must be noticed.
  var change: (inout BERTConfiguration) -> Void = { _ in }

  init(_ name: String) throws {
    self.name = name
    roles = try Fixture(named: "bert").roles(of: name)
  }

  /// What a model makes of the body's states: its outputs, and the loss or the sum that is differentiated.
  private typealias Result = (outputs: [String: Variable], loss: Variable)

  /// A model, its body, and what follows the body.
  private typealias Head = (model: any Module, body: BERTModel, function: (_ states: Variable) throws -> Result)

  func differences() throws -> [Difference] {
    let input = input
    #expect(input.tokens == integers("tokens") && input.segments == integers("segments"), "\(name)")
    #expect(input.lengths == integers("lengths"), "\(name)")
    let (model, body, function) = try head()
    for (path, variable) in model.parameters {
      let numbers = try #require(roles[path], "\(name) gives no \(path)")
      variable.update { $0 = numbers }
    }
    let result = try function(body(input))
    result.loss.backward()
    var results = result.outputs.mapValues(\.value)
    if roles["loss"] != nil { results["loss"] = result.loss.value }
    for (path, variable) in model.parameters { results["gradient.\(path)"] = variable.gradient }

    let vectors = Variable(body.embeddings.tokens(input.tokens, shape: [input.batchSize, input.width]).value)
    try function(body(vectors, like: input)).loss.backward()
    results["gradient.vectors"] = vectors.gradient
    // Some gradients are nothing but rounding: a key's bias moves all scores of a query alike, the bias of a reader all
    // positions alike. They are held against a twentieth of the largest gradient.
    let expected = try expected()
    let gradients = expected.filter { $0.key.hasPrefix("gradient.") }.values
    return compare(results, with: expected, gradientScale: gradients.map { max($0.max, -$0.min) }.max()! / 20)
  }

  private func expected() throws -> [String: Tensor] {
    let outputs = ["states", "pooled", "logits", "nextSentenceLogits", "start", "end", "loss"]
    return roles.filter { $0.key.hasPrefix("gradient.") || outputs.contains($0.key) }
  }
}

// MARK: The models

extension Reference {
  private var input: BERTInput {
    let pairs =
      name == "reading full"
      ? [TextPair([7, 8], [9, 5]), TextPair([6, 5, 10], [8])] : [TextPair([7, 8], [9, 5]), TextPair([6], [10])]
    return BERTInput(pairs, BERTSpecialTokens())
  }

  private func integers(_ role: String) -> [Int] { roles[role]?.scalars.map { Int($0) } ?? [] }

  private func head() throws -> Head {
    var generator = Generator(seed: 0)
    var shape = BERTConfiguration(width: 8, heads: 2, feedForwardWidth: 12, depth: 2)
    (shape.vocabularySize, shape.positionLimit) = (11, 8)
    if ["albert", "generator", "detector"].contains(name) { shape.embeddingWidth = 6 }
    shape.sharesBlocks = name == "albert"
    change(&shape)
    switch name {
    case "model": return bare(BERTModel(shape, using: &generator))
    case "detector":
      let body = BERTModel(shape, hasPooler: false, using: &generator)
      return detection(ReplacedTokenDetector(body, using: &generator))
    case "maskedLanguage", "pretraining", "albert", "generator":
      return pretraining(PretrainingModel(shape, predictsNextSentence: name == "pretraining", using: &generator))
    case "classification":
      return classification(TextClassifier(BERTModel(shape, using: &generator), classes: 3, using: &generator))
    case "tagging":
      let body = BERTModel(shape, hasPooler: false, using: &generator)
      return tagging(TokenTagger(body, tags: 4, using: &generator))
    default:
      return reading(SpanReader(BERTModel(shape, hasPooler: false, using: &generator), using: &generator))
    }
  }

  private func bare(_ model: BERTModel) -> Head {
    (
      model, model,
      { states in
        let outputs = ["states": states, "pooled": model.pooled(states)]
        let terms = try outputs.map { role, output in
          (output * constant(try #require(roles["cotangent.\(role)"]))).sum
        }
        return (outputs, terms[0] + terms[1])
      }
    )
  }

  private func pretraining(_ model: PretrainingModel) -> Head {
    let labels = integers("labels")
    let positions = labels.indices.filter { labels[$0] >= 0 }
    let masked = MaskedInput(input, positions: positions, targets: positions.map { labels[$0] })
    return (
      model, model.body,
      { states in
        let all = model.maskedLanguage(states, model.body.embeddings.tokens)
        var outputs = ["logits": all]
        outputs["nextSentenceLogits"] = model.nextSentence.map { _ in model.nextSentenceLogits(states) }
        let losses = model.losses(
          states, masked, roles["nextSentenceLabels"].map { _ in integers("nextSentenceLabels") })
        return (outputs, losses.total)
      }
    )
  }

  private func classification(_ model: TextClassifier) -> Head {
    let lengths = input.lengths
    return (
      model, model.body as! BERTModel,
      { states in
        let logits = model.logits(states, lengths: lengths, .evaluation)
        return (["logits": logits], crossEntropy(logits, integers("labels")))
      }
    )
  }

  private func tagging(_ model: TokenTagger) -> Head {
    (
      model, model.body as! BERTModel,
      { states in
        let logits = model.logits(states, .evaluation)
        return (["logits": logits], crossEntropy(logits, integers("labels"), ignoring: -1))
      }
    )
  }

  private func detection(_ model: ReplacedTokenDetector) -> Head {
    let replaced = ReplacedInput(input, labels: integers("labels"))
    return (
      model, model.body,
      { states in
        let logits = model.logits(states)
        return (["logits": logits], model.loss(logits, replaced))
      }
    )
  }

  private func reading(_ model: SpanReader) -> Head {
    let lengths = input.lengths
    let spans = zip(integers("starts"), integers("ends")).map { $0...$1 }
    return (
      model, model.body as! BERTModel,
      { states in
        let logits = model.logits(states, lengths: lengths)
        // In the padding, transformers have a logit, and the course has none.
        func visible(_ x: Variable, _ role: String) throws -> Variable {
          let all = try #require(roles[role])
          return constant(
            Tensor(shape: all.shape) { $0[1] < lengths[$0[0]] ? x.value[$0[0], $0[1]] : all[$0[0], $0[1]] })
        }
        return (
          ["start": try visible(logits.start, "start"), "end": try visible(logits.end, "end")],
          model.loss(logits, spans)
        )
      }
    )
  }
}
