import Exercises
import Foundation
import Pretrained
import Solutions
import Tensors
import Testing
import Training

@testable import ExerciseChecks

/// The examples in the tasks of chapter 14, with the numbers that are written there.
struct PretrainedExampleTests {
  @Test func `a header`() throws {
    let text = #"{"w":{"dtype":"F16","shape":[2,3],"data_offsets":[4,16]}}"#
    let header = Array(text.utf8) + [UInt8](repeating: 0x20, count: 64 - text.utf8.count)
    let bytes = [64, 0, 0, 0, 0, 0, 0, 0] + header + [UInt8](repeating: 0, count: 16)
    let expected = ["w": HeaderEntry(type: .half, shape: [2, 3], bytes: 76..<88)]
    #expect(try PretrainedSolutions.readHeader(bytes) == expected)
  }

  @Test func `numbers of 16 bits`() throws {
    let halves = try PretrainedSolutions.decodeHalves([0x3E00, 0x0001, 0xFC00], as: .half)
    #expect(halves.scalars == [1.5, Scalar(sign: .plus, exponent: -24, significand: 1), -.infinity])
    #expect(try PretrainedSolutions.decodeHalves([0xC0A0], as: .brainFloat).scalars == [-5])
  }

  @Test func `three maps in one matrix`() throws {
    let (query, key, value) = try PretrainedSolutions.splitProjection(
      [[2, 3, 4]], bias: [5, 6, 7], layout: .columns)
    #expect([query, key, value].map(\.weight) == [[[2]], [[3]], [[4]]])
    #expect([query, key, value].map(\.bias) == [[5], [6], [7]])
    let byHead = try PretrainedSolutions.splitProjection(
      .zeros(6, 2), bias: [1, 2, 3, 4, 5, 6], layout: .headByHead(2))
    #expect([byHead.query, byHead.key, byHead.value].map(\.bias) == [[1, 4], [2, 5], [3, 6]])
  }

  @Test func `an embedding of two tokens`() throws {
    let embedding = try PretrainedSolutions.sentenceEmbeddings([[[6, 1], [0, 7], [9, 9]]], lengths: [2])
    #expect(embedding.shape == [1, 2] && firstDifference(embedding, [[0.6, 0.8]]) == nil)
  }

  @Test func `names of a file`() throws {
    let name = "bert.encoder.layer.3.attention.self.query.weight"
    let path = "encoder.blocks.3.attention.query.weight"
    #expect(try PretrainedSolutions.publishedSource(of: path, in: [name]) == TensorSource(name, .transposed))
    let gain = try PretrainedSolutions.publishedSource(of: "embeddings.norm.gain", in: ["embeddings.LayerNorm.gamma"])
    #expect(gain == TensorSource("embeddings.LayerNorm.gamma", .same))
  }

  @Test func `no fault`() throws {
    let answer = TinyGPT.answers[0].original
    #expect(try PretrainedSolutions.nameFault(original: answer, port: answer) == nil)
  }
}
