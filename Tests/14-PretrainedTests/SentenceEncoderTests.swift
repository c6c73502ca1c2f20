import BERT
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Pretrained

/// A sentence embedding is made of the states that the folder of sentence-transformers names, and has the length 1.
struct SentenceEncoderTests {
  @Test(arguments: [true, false], [true, false])
  func `the mean or the first state, divided by its length`(takesMean: Bool, hasStep: Bool) throws {
    let folder = try CommandFolder("bert")
    try folder.frameTexts()
    let steps = [("Transformer", ""), ("Pooling", "1_Pooling")] + (hasStep ? [("Normalize", "2_Normalize")] : [])
    let modules = steps.map { "{\"type\": \"sentence_transformers.models.\($0)\", \"path\": \"\($1)\"}" }
    try folder.write("[\(modules.joined(separator: ", "))]", to: "modules.json")
    try FileManager.default.createDirectory(atPath: folder.file("1_Pooling"), withIntermediateDirectories: false)
    let pooling = "{\"pooling_mode_mean_tokens\": \(takesMean), \"pooling_mode_cls_token\": \(!takesMean)}"
    try folder.write(pooling, to: "1_Pooling/config.json")

    let encoder = try SentenceEncoder(ModelFolder(folder.path))
    let found = encoder(["a b c", "f"])
    for (row, ids) in [[2, 5, 6, 7, 3], [2, 10, 3]].enumerated() {
      let states = encoder.body(BERTInput(rows: [ids], padding: 0)).value  // [1, T, D]
      let D = states.shape[2]
      let pooled = takesMean ? states.mean(axis: 1).reshaped(D) : states.slice(axis: 1, 0..<1).reshaped(D)
      expectClose(found.row(row), to: pooled / pooled.norm)
    }
  }
}
