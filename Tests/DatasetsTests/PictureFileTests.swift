import Tensors
import TestBasics
import Testing

@testable import Datasets

/// Data sets in the formats of MNIST and CIFAR-10.
struct PictureFileTests {
  private func read(_ images: String, _ labels: String = "labels.idx") throws -> LabeledPictures {
    try LabeledPictures(idxPictures: PictureFixture.path(images), labels: PictureFixture.path(labels))
  }

  @Test(arguments: [
    "images.idx", "images-stored.gz", "images-fixed.gz", "images-1.gz", "images-9.gz", "images-members.gz",
  ])
  func `pictures of IDX files are read, compressed or not`(name: String) throws {
    let set = try read(name, name == "images.idx" ? "labels.idx" : "labels.gz")
    expectEqual(
      set.pictures,
      to: Tensor(shape: [40, 12, 10, 1]) { index in
        let (i, r, c) = (index[0], index[1], index[2])
        let sum: Int = i * i + 3 * r * c + (i * r + c) % 5
        let byte: Int = sum % 11 * 25
        return Scalar(byte) / 255
      })
    #expect(set.labels == (0..<40).map { 7 * $0 % 10 } && set.classNames == (0...9).map(String.init))
  }

  @Test func `the three numbers of a pixel of CIFAR-10 come to stand together, and files follow each other`() throws {
    let set = try LabeledPictures(cifar10: ["cifar-1.bin", "cifar-2.bin"].map { PictureFixture.path($0) })
    expectEqual(
      set.pictures,
      to: Tensor(shape: [3, 32, 32, 3]) { index in
        let channels: [Int] = [8 * index[1] + index[2] % 2, 7 * index[2], 50 * index[0] + index[1] % 2]
        return Scalar(channels[index[3]]) / 255
      })
    #expect(set.labels == [1, 4, 7] && set.labels.map { set.classNames[$0] } == ["automobile", "deer", "horse"])
  }

  @Test(
    arguments: [
      ([1, 2, 3], nil, "it has 3 bytes, fewer than the 16 of a header"),
      (
        [0, 0, 8, 1] + [UInt8](repeating: 0, count: 12), 0,
        "it begins with 0x00000801, but a file of pictures with 0x00000803"
      ),
      (
        [0, 0, 13, 3] + [UInt8](repeating: 0, count: 12), 0,
        "it begins with 0x00000d03, but a file of pictures with 0x00000803"
      ),
      ([0, 0, 8, 3] + [UInt8](repeating: 0, count: 12), 4, "there are no pictures"),
      ([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0], 12, "there are no pixels"),
      ([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 9, 9], 16, "1 × 2 × 3 bytes should follow, but 2 do"),
      ([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9, 9], 16, "1 × 1 × 1 bytes should follow, but 2 do"),
      (
        [0, 0, 8, 3] + [UInt8](repeating: 255, count: 12), 16,
        "4294967295 × 4294967295 × 4294967295 bytes should follow, but 0 do"
      ),
    ] as [([UInt8], Int?, String)])
  func `damage of pictures is named with its byte`(bytes: [UInt8], byte: Int?, problem: String) throws {
    try PictureFixture.withFile(bytes) { path in
      #expect(throws: PictureFileError(file: path, byte: byte, problem: problem)) {
        try LabeledPictures(idxPictures: path, labels: PictureFixture.path("labels.idx"))
      }
    }
  }

  @Test func `labels that do not fit are named`() throws {
    let images = PictureFixture.path("images.idx")
    let labels = try PictureFixture.bytes("labels.idx")
    func expectProblem(_ bytes: [UInt8], byte: Int, _ problem: String) throws {
      try PictureFixture.withFile(bytes) { path in
        #expect(throws: PictureFileError(file: path, byte: byte, problem: problem)) {
          try LabeledPictures(idxPictures: images, labels: path)
        }
      }
    }
    try expectProblem(
      Array(labels[..<7] + [39] + labels[8..<47]), byte: 4, "there are 39 labels, but 40 pictures in \(images)")
    try expectProblem(labels.dropLast() + [10], byte: 47, "the label is 10, but there are 10 classes")
    try expectProblem(Array(labels.dropLast()), byte: 8, "40 bytes should follow, but 39 do")
    try expectProblem(
      try PictureFixture.bytes("images.idx"), byte: 0, "it begins with 0x00000803, but a file of labels with 0x00000801"
    )
  }

  @Test func `files that are not of CIFAR-10 are named`() throws {
    let row = Array(try PictureFixture.bytes("cifar-2.bin"))
    func expectProblem(_ bytes: [UInt8], byte: Int?, _ problem: String) throws {
      try PictureFixture.withFile(bytes) { path in
        let good = PictureFixture.path("cifar-1.bin")
        #expect(throws: PictureFileError(file: path, byte: byte, problem: problem)) {
          try LabeledPictures(cifar10: [good, path])
        }
      }
    }
    try expectProblem([], byte: nil, "it has 0 bytes, but each picture of CIFAR-10 takes 3073")
    try expectProblem(row + [0], byte: nil, "it has 3074 bytes, but each picture of CIFAR-10 takes 3073")
    try expectProblem(row + [10] + row.dropFirst(), byte: 3073, "the label is 10, but there are 10 classes")
  }

  @Test func `a message tells whether a byte is one of the file or of what it expands to`() throws {
    var bytes = try PictureFixture.bytes("labels.gz")
    #expect(
      throws: PictureFileError(
        file: PictureFixture.path("labels.gz"), byte: 0, isExpanded: true,
        problem: "it begins with 0x00000801, but a file of pictures with 0x00000803")
    ) {
      try read("labels.gz")
    }
    bytes[bytes.count - 8] ^= 1
    try PictureFixture.withFile(bytes) { path in
      let problem = "the checksum is not that of the contents"
      #expect(throws: PictureFileError(file: path, byte: bytes.count - 8, problem: problem)) {
        try LabeledPictures(idxPictures: PictureFixture.path("images.idx"), labels: path)
      }
    }
    #expect("\(PictureFileError(file: "x", byte: 3, problem: "no"))" == "x, byte 3: no")
    #expect(
      "\(PictureFileError(file: "x", byte: 3, isExpanded: true, problem: "no"))" == "x, byte 3 of the contents: no")
    #expect("\(PictureFileError(file: "x", problem: "no"))" == "x: no")
  }

  @Test func `a missing file is named`() {
    #expect(throws: PictureFileError(file: "/none", problem: "the file cannot be read")) {
      try LabeledPictures(idxPictures: "/none", labels: "/none")
    }
  }
}
