import Course
import Datasets
import Foundation
import Pretrained
import ViT

/// The most probable classes of some pictures.
func classifyPictures(_ folder: ModelFolder, _ chapter: Chapter) throws {
  if chapter.has("pair") { throw UsageError("--pair: only with texts, and a BERT") }
  switch (chapter.file("image"), chapter.file("pixels")) {
  case (nil, nil): throw UsageError("--image: is needed, or --pixels")
  case (_?, _?): throw UsageError("--image: not together with --pixels")
  case (nil, _?) where !chapter.words.isEmpty: throw UsageError("\(chapter.words[0]): only after --image")
  default: break
  }
  let model = try PictureClassifier(folder)
  let patches = (model.encoder as! ViTEncoder).configuration.patches
  var pictures: [(name: String, pixels: Tensor)] = []  // [1, H, W, C] each
  if let path = chapter.file("pixels") {
    let pixels = try pixels(path, patches)
    pictures = (0..<pixels.shape[0]).map { ("\($0 + 1)", pixels.slice(axis: 0, $0..<$0 + 1)) }
  } else {
    let processor = try ImageProcessor(folder, channels: patches.channels)
    pictures = try ([chapter.file("image")!] + chapter.words).map { path in
      (path, try pixels(path, processor, patches))
    }
  }
  // One after the other: a hundred at once would need room for a hundred.
  let logits = Tensor.concatenate(pictures.map { picture in withoutGradients { model(picture.pixels).value } })
  try showClasses(logits, of: pictures.map { URL(fileURLWithPath: $0.name).lastPathComponent }, folder, chapter)
}

/// A picture as the model was trained to see it.
private func pixels(_ path: String, _ processor: ImageProcessor, _ patches: Patches) throws -> Tensor {
  let picture = try BytePicture(contentsOf: path)
  let (height, width) = processor.extents(of: picture)
  if height != patches.height || width != patches.width {
    throw UnusableFile(
      path, "it becomes \(width) × \(height) pixels; the model takes \(patches.width) × \(patches.height)")
  }
  let pixels: Tensor
  do { pixels = try processor(picture) } catch { throw UnusableFile(path, error.description) }
  return pixels.reshaped(1, height, width, patches.channels)
}

/// Pictures that something else has read and normalized.
private func pixels(_ path: String, _ patches: Patches) throws -> Tensor {
  let file = try ConfigFile(path)
  guard let shape = file.values["shape"]?.list?.compactMap(\.number).compactMap({ Int(exactly: $0) }),
    let pixels = file.values["pixels"]?.numbers, shape.count == 4,
    shape.count == file.values["shape"]?.list?.count, pixels.allSatisfy({ Scalar($0).isFinite }),
    shape.allSatisfy({ (1...65_536).contains($0) }),
    shape.reduce(1, *) == pixels.count
  else { throw UnusableFile(path, "it is not {\"shape\": [n, c, h, w], \"pixels\": [n·c·h·w numbers]}") }
  guard Array(shape.dropFirst()) == [patches.channels, patches.height, patches.width] else {
    throw UnusableFile(
      path,
      "pictures of \(shape.dropFirst()); the model takes [\(patches.channels), \(patches.height), \(patches.width)]")
  }
  // Channels come first in the file, last here.
  return Tensor(shape: shape, scalars: pixels.map { Scalar($0) }).permuted(0, 2, 3, 1)
}

extension JSONValue {
  /// All numbers of a list of numbers, or of lists of them.
  fileprivate var numbers: [Double]? {
    switch self {
    case .number(let number): return [number]
    case .list(let list):
      var all: [Double] = []
      for value in list {
        guard let numbers = value.numbers else { return nil }
        all += numbers
      }
      return all
    default: return nil
    }
  }
}
