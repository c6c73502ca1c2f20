import Exercises
import Foundation
import GPT
import Tensors

/// Your answers to chapter 10. `GPTTasks.swift` states the tasks; `swift run exercises 10` checks the answers.
public enum MyGPT: GPTTasks {
  /// 10.1  Contexts and their next tokens.
  public static func cutContexts(
    _ text: [Int], at offsets: [Int], contextLength T: Int
  ) throws -> (inputs: [[Int]], targets: [[Int]]) {
    throw NotStarted()
  }

  /// 10.2  A block of GPT-2, with causal attention of H heads.
  public static func causalBlock(_ x: Tensor, _ weights: CausalBlockWeights, heads H: Int) throws -> Tensor {
    throw NotStarted()
  }

  /// 10.3  Temperature and top-p: from logits to what is sampled from.
  public static func sampledProbabilities(_ logits: Tensor, temperature: Scalar, topP: Scalar) throws -> Tensor {
    throw NotStarted()
  }

  /// 10.4  One step of generation with a cache allocated once.
  public static func cachedStep(
    _ token: Int, _ cache: FixedCache, _ weights: CachedAttentionWeights
  ) throws -> (context: Tensor, cache: FixedCache) {
    throw NotStarted()
  }

  /// 10.5  Fine-tuning with the language model as auxiliary loss, and its gradients.
  public static func fineTuningLoss(
    taskLogits: Tensor, labels: [Int], tokenLogits: Tensor, tokens: [[Int]], lengths: [Int], weight: Scalar
  ) throws -> (loss: Scalar, taskGradient: Tensor, tokenGradient: Tensor) {
    throw NotStarted()
  }

  /// 10.6  The inputs of GPT-1's tasks.
  public static func taskInput(
    _ input: StructuredInput, markers: InputMarkers
  ) throws -> (tokens: [[Int]], read: [Int]) {
    throw NotStarted()
  }

  /// 10.7  Bayes' rule: what the tokens so far tell about a hidden state.
  public static func updateBeliefs(
    _ belief: Tensor, _ transitions: Tensor, tokens: [Int]
  ) throws -> (beliefs: Tensor, probabilities: Tensor) {
    throw NotStarted()
  }

  /// 10.8  Which heads are induction heads?
  public static func inductionScores(_ weights: Tensor, period P: Int) throws -> Tensor {
    throw NotStarted()
  }
}
