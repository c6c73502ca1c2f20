import Datasets
import Tensors

extension ImageProcessor {
  /// What a ViT's folder says. What it does not say is as in `transformers`: 224 × 224 pixels, bilinear, numbers −1…1.
  ///
  /// - Parameter channels: That the model takes.
  public init(_ folder: ModelFolder, channels: Int = 3) throws(UnusableFile) {
    let name = "preprocessor_config.json"
    if channels != 1 && channels != 3 {
      throw UnusableFile(folder.config.path, "num_channels is \(channels); pictures have 1 or 3")
    }
    if !folder.has(name) {
      throw UnusableFile(folder.file(name), "it is missing; it says how pictures are resized and normalized")
    }
    try self.init(ConfigFile(folder.file(name)), channels: channels)
  }

  init(_ config: ConfigFile, channels: Int) throws(UnusableFile) {
    try config.refuseUnknownSteps()
    self.init(size: nil, channels: channels)
    if try config.flag("do_resize", default: true) {
      size = try config.extents("size", default: 224)
      resampling = try Resampling(config)
    }
    if try config.flag("do_center_crop", default: false) {
      guard case .exactly(let height, let width) = try config.extents("crop_size") else {
        throw UnusableFile(config.path, "crop_size has no height and width")
      }
      if height > BytePicture.mostPixels / width { throw UnusableFile(config.path, "crop_size is too large") }
      crop = (height, width)
    }
    let (rescales, normalizes) = (
      try config.flag("do_rescale", default: true), try config.flag("do_normalize", default: true)
    )
    rescaleFactor = rescales ? try config.number("rescale_factor", default: 1.0 / 255) : 1
    mean = normalizes ? try config.numbers("image_mean", channels, default: 0.5) : mean.map { _ in 0 }
    deviation = normalizes ? try config.numbers("image_std", channels, default: 0.5) : deviation.map { _ in 1 }
    if deviation.contains(0) { throw UnusableFile(config.path, "image_std is 0") }
  }
}

extension Resampling {
  fileprivate init(_ config: ConfigFile) throws(UnusableFile) {
    let number = try config.integer("resample", default: Resampling.bilinear.rawValue)
    guard let resampling = Resampling(rawValue: number) else {
      let names = [1: " (Lanczos)", 4: " (box)", 5: " (Hamming)"]
      throw UnusableFile(
        config.path,
        "resample is \(number)\(names[number] ?? ""); only 0 (nearest), 2 (bilinear) and 3 (bicubic) are supported")
    }
    self = resampling
  }
}

extension ConfigFile {
  /// Throws when a picture has to go through a step that the course does not know.
  fileprivate func refuseUnknownSteps() throws(UnusableFile) {
    // Pictures of fewer channels than the model takes are converted in any case.
    let known = ["do_resize", "do_center_crop", "do_rescale", "do_normalize", "do_convert_rgb"]
    let steps = values.keys.filter { $0.hasPrefix("do_") && !known.contains($0) && values[$0] == .flag(true) }
    if let step = steps.min() { throw UnusableFile(path, "\(step) is true, which is not supported") }
  }

  /// The size of a picture: one number for a square, `{"height": h, "width": w}`, or `{"shortest_edge": n}`.
  fileprivate func extents(_ key: String, default usual: Int? = nil) throws(UnusableFile) -> ImageProcessor.Size {
    guard let sizes = values[key]?.object else {
      let side = try size(key, default: usual)
      return .exactly(height: side, width: side)
    }
    let inner = ConfigFile(path: "\(path), \(key)", values: sizes)
    if inner.has("shortest_edge") && !inner.has("longest_edge") {
      return .shortestEdge(try inner.size("shortest_edge"))
    }
    return .exactly(height: try inner.size("height"), width: try inner.size("width"))
  }

  /// A number for each channel, or one for all.
  fileprivate func numbers(_ key: String, _ count: Int, default usual: Double) throws(UnusableFile) -> [Double] {
    guard let list = values[key]?.list else {
      return [Double](repeating: try number(key, default: usual), count: count)
    }
    let numbers = list.compactMap(\.number)
    if numbers.count == count && list.count == count { return numbers }
    throw UnusableFile(path, "\(key) does not have \(count) numbers, one for each channel")
  }
}
