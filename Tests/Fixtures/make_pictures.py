"""Writes the files in `pictures/`: small data sets in the formats of MNIST and CIFAR-10, as Python's own modules write them.

    python3 make_pictures.py

needs no package. The pixels follow formulas that the tests know, too.

    images.idx, labels.idx     40 pictures of 12 x 10 pixels and their labels
    images-stored.gz           the pictures by gzip: blocks that are stored,
    images-fixed.gz            compressed by the fixed code,
    images-1.gz, images-9.gz   and by codes of their own, with little and with much effort
    images-members.gz          two members, the first with every part that a header may have, and zeros behind
    labels.gz                  the labels by gzip
    cifar-1.bin, cifar-2.bin   two pictures and one
"""

import gzip
import pathlib
import struct
import zlib

folder = pathlib.Path(__file__).parent / "pictures"
folder.mkdir(exist_ok=True)


def save(name, data):
    (folder / name).write_bytes(data)


def gzipped(data, level, strategy=zlib.Z_DEFAULT_STRATEGY):
    """A member with a plain header; checked by the module gzip."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15, 8, strategy)
    body = packer.compress(data) + packer.flush()
    tail = struct.pack("<II", zlib.crc32(data), len(data))
    file = b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + body + tail
    assert gzip.decompress(file) == data
    return file, (body[0] >> 1) & 3


N, H, W = 40, 12, 10
pixels = bytes((i * i + 3 * r * c + (i * r + c) % 5) % 11 * 25 for i in range(N) for r in range(H) for c in range(W))
images = struct.pack(">BBBBIII", 0, 0, 8, 3, N, H, W) + pixels
labels = struct.pack(">BBBBI", 0, 0, 8, 1, N) + bytes(7 * i % 10 for i in range(N))
save("images.idx", images)
save("labels.idx", labels)
for name, level, strategy, block in [
    ("stored", 0, zlib.Z_DEFAULT_STRATEGY, 0),
    ("fixed", 6, zlib.Z_FIXED, 1),
    ("1", 1, zlib.Z_DEFAULT_STRATEGY, 2),
    ("9", 9, zlib.Z_DEFAULT_STRATEGY, 2),
]:
    file, found = gzipped(images, level, strategy)
    assert found == block, (name, found)
    save(f"images-{name}.gz", file)
save("labels.gz", gzip.compress(labels, mtime=0))

header = b"\x1f\x8b\x08\x1e\x01\x02\x03\x04\0\x03" + struct.pack("<H", 5) + b"extra" + b"name\0" + b"comment\0"
header += struct.pack("<H", zlib.crc32(header) & 0xFFFF)
first = header + gzipped(images[:1000], 9)[0][10:]
members = first + gzipped(images[1000:], 9)[0] + bytes(20)
assert gzip.decompress(members) == images
save("images-members.gz", members)


def cifar(index):
    """Red rises with the row, green with the column, blue with the number of the picture."""
    planes = [[8 * r + c % 2, 7 * c, 50 * index + r % 2] for r in range(32) for c in range(32)]
    return bytes([(3 * index + 1) % 10]) + bytes(pixel[channel] for channel in range(3) for pixel in planes)


save("cifar-1.bin", cifar(0) + cifar(1))
save("cifar-2.bin", cifar(2))
