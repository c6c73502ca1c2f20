import Gradients
import Tensors
import Training
import Transformer

// N rows · V classes · D width

/// How far a student's distribution is from its teacher's: the mean of T²·KL(teacher ‖ student), both at temperature T.
///
/// A teacher says more than which token stood there: which others would fit. Above T = 1, improbable ones count for more.
/// The gradient of the divergence shrinks with 1/T²; the factor T² undoes that, so that other losses keep their weight.
/// Hinton et al., "Distilling the knowledge in a neural network", 2015; Sanh et al., "DistilBERT", 2019.
///
/// - Parameters:
///   - student: Logits, `[N, V]`.
///   - teacher: Logits, `[N, V]`. They are no variable: the teacher is not trained.
public func distillationLoss(_ student: Variable, _ teacher: Tensor, temperature T: Scalar = 2) -> Variable {
  require(
    student.shape == teacher.shape, "distillationLoss: the shapes \(student.shape) and \(teacher.shape) differ")
  let p = softmax(teacher / T)
  let logQ = logSoftmax(student / T)
  let divergence = constant(p) * (constant(logSoftmax(teacher / T)) - logQ)
  return T * T * divergence.sum / Scalar(teacher.shape[0])
}

/// The mean of 1 − cos of the angle between a student's states and its teacher's: both `[N, D]`.
public func cosineLoss(_ student: Variable, _ teacher: Tensor) -> Variable {
  require(student.shape == teacher.shape, "cosineLoss: the shapes \(student.shape) and \(teacher.shape) differ")
  let norms = sqrt((student * student).sum(axis: 1))
  let lengths = sqrt((teacher * teacher).sum(axis: 1))
  return (1 - (student * constant(teacher)).sum(axis: 1) / (norms * constant(lengths))).mean
}

extension BERTModel {
  /// A model with some of the blocks of this one, from the lowest up, and the numbers of all that it keeps: a student
  /// begins with every second block of its teacher, since their widths fit.
  public func student(keeping indices: [Int]) -> BERTModel {
    var shape = configuration
    require(
      indices.allSatisfy { (0..<shape.depth).contains($0) }, "student: the blocks \(indices) of \(shape.depth)")
    shape.depth = indices.count
    var generator = Generator(seed: 0)
    let student = BERTModel(shape, hasPooler: pooler != nil, using: &generator)
    student.embeddings.setParameters(from: embeddings)
    for (index, block) in zip(indices, student.encoder.blocks) { block.setParameters(from: encoder.blocks[index]) }
    if let pooler { student.pooler?.setParameters(from: pooler) }
    return student
  }
}

extension PretrainingModel {
  /// The same with the head of the masked language model, and without next-sentence prediction.
  public func student(keeping indices: [Int]) -> PretrainingModel {
    PretrainingModel(body: body.student(keeping: indices), maskedLanguage: maskedLanguage.copy(body.configuration))
  }
}

extension MaskedLanguageHead {
  fileprivate func copy(_ shape: BERTConfiguration) -> MaskedLanguageHead {
    var generator = Generator(seed: 0)
    let copy = MaskedLanguageHead(shape, using: &generator)
    copy.setParameters(from: self)
    return copy
  }
}
