"""Writes `images/`, small pictures of every kind, and `images.safetensors`, what Pillow and transformers make of them.

    python3 make_images.py

needs the packages pillow, torch, transformers, numpy and safetensors, and the folder `models/vit`. There is nothing random. The
file carries the versions in its metadata.

The pictures follow formulas that the tests know, too; Pillow reads each of them as they say. The PNG files have every filter.
`images/processors.json` says which picture goes through which settings of an image processor.

    source                 [H, W, 3], bytes
    <filter>.<H>x<W>       the source resized, bytes
    <settings>.pixels      [C, H, W], what a model would see
    <picture>.logits       [5], of `models/vit`
"""

import json
import pathlib
import struct
import zlib

import numpy
import PIL
import safetensors.numpy
import torch
import transformers
from PIL import Image

HERE = pathlib.Path(__file__).parent
FOLDER = HERE / "images"
FOLDER.mkdir(exist_ok=True)
H, W = 9, 13
ADAM7 = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]


# MARK: The pictures


def number(r, c, channel=0):
    return (7 * r * r + (13 + 2 * channel) * c + 3 * r * c + 50 * channel) % 256


def gray(r, c, depth):
    return number(r, c) >> (8 - depth)


def colors(depth):
    return min(2**depth, 200)


def index(r, c, depth):
    return gray(r, c, depth) % colors(depth)


def color(i):
    return [37 * i % 256, 59 * i % 256, 255 - i]


def expected(kind, depth, height, width):
    def pixel(r, c):
        if kind == "palette":
            return color(index(r, c, depth))
        if kind.startswith("rgb"):
            return [number(r, c, channel) for channel in range(3)]
        return [gray(r, c, depth) * 255 // (2**depth - 1)] * 3

    return numpy.array([[pixel(r, c) for c in range(width)] for r in range(height)], numpy.uint8)


# MARK: PNG


def chunk(name, contents):
    return struct.pack(">I", len(contents)) + name + contents + struct.pack(">I", zlib.crc32(name + contents))


def paeth(a, b, c):
    return min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]


def filtered(rows, step):
    """Each row by another filter."""
    result, above = b"", [0] * len(rows[0])
    for r, row in enumerate(rows):
        left, corner = [0] * step + list(row), [0] * step + list(above)
        kind = (r + 4) % 5
        predicted = [
            lambda i: 0, lambda i: left[i], lambda i: above[i], lambda i: (left[i] + above[i]) // 2,
            lambda i: paeth(left[i], above[i], corner[i])][kind]
        result += bytes([kind] + [(row[i] - predicted(i)) % 256 for i in range(len(row))])
        above = row
    return result


def packed(numbers, depth):
    """Numbers of a row as bytes, the first one highest."""
    bits = "".join(f"{n:0{depth}b}" for n in numbers)
    bits += "0" * (-len(bits) % 8)
    return [int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)]


def save_png(name, kind, depth=8, interlaced=False, height=H, width=W, piece=10**6, more=b""):
    channels = {"gray": 1, "palette": 1, "gray-alpha": 2, "rgb": 3, "rgb-alpha": 4}[kind]

    def numbers(r, c):
        if kind == "palette":
            return [index(r, c, depth)]
        if kind.startswith("rgb"):
            return [number(r, c, channel) << (depth - 8) for channel in range(channels)]
        return [gray(r, c, depth), number(r, c, 3)][:channels]

    data = b""
    for top, left, down, right in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        rows = [
            packed([n for c in range(left, width, right) for n in numbers(r, c)], depth)
            for r in range(top, height, down)]
        if rows and rows[0]:
            data += filtered(rows, max(1, channels * depth // 8))
    stream = zlib.compress(data, 9)
    kinds = {"gray": 0, "rgb": 2, "palette": 3, "gray-alpha": 4, "rgb-alpha": 6}
    file = b"\x89PNG\r\n\x1a\n"
    file += chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kinds[kind], 0, 0, interlaced))
    if kind == "palette":
        file += chunk(b"PLTE", bytes(n for i in range(colors(depth)) for n in color(i)))
    file += more
    file += b"".join(chunk(b"IDAT", stream[i:i + piece]) for i in range(0, len(stream), piece)) + chunk(b"IEND", b"")
    (FOLDER / name).write_bytes(file)
    if depth < 16:
        found = numpy.array(Image.open(FOLDER / name).convert("RGB"))
        assert (found == expected(kind, depth, height, width)).all(), name


for depth in [1, 2, 4, 8]:
    save_png(f"gray-{depth}.png", "gray", depth)
    save_png(f"palette-{depth}.png", "palette", depth)
for kind in ["gray-alpha", "rgb", "rgb-alpha"]:
    save_png(f"{kind}.png", kind)
    save_png(f"{kind}-interlaced.png", kind, interlaced=True)
save_png("gray-1-interlaced.png", "gray", 1, interlaced=True)
save_png("palette-4-interlaced.png", "palette", 4, interlaced=True)
save_png("gray-8-two-pixels.png", "gray", 8, interlaced=True, height=1, width=2)
save_png("rgb-pieces.png", "rgb", piece=7, more=chunk(b"tEXt", b"Title\0none") + chunk(b"tRNS", bytes(6)))
save_png("palette-4-transparent.png", "palette", 4, more=chunk(b"tRNS", bytes([0, 9, 255])))
save_png("rgb-16.png", "rgb", 16)
Image.fromarray(expected("rgb", 8, H, W)).save(FOLDER / "rgb-pillow.png", optimize=True, dpi=(300, 300))

# MARK: PPM and PGM


def save_netpbm(name, kind, largest):
    """`largest` is not 255 where a file should be scaled."""
    rgb = kind in b"36"
    numbers = [
        number(r, c, channel) * largest // 255
        for r in range(H) for c in range(W) for channel in range(3 if rgb else 1)]
    header = b"P" + kind + b"\n# a comment\n 13 # the width\n\t9\r\n" + str(largest).encode() + b"\n"
    text = "\n".join(" ".join(map(str, numbers[i:i + 16])) for i in range(0, len(numbers), 16)) + "\n"
    (FOLDER / name).write_bytes(header + (text.encode() if kind in b"23" else bytes(numbers)))
    found = numpy.array(Image.open(FOLDER / name).convert("RGB" if rgb else "L"))
    assert (found.reshape(-1) == [round(n / largest * 255) for n in numbers]).all(), name


for largest in [255, 100, 6]:
    save_netpbm(f"rgb-{largest}.ppm", b"6", largest)
    save_netpbm(f"rgb-{largest}-text.ppm", b"3", largest)
    save_netpbm(f"gray-{largest}.pgm", b"5", largest)
    save_netpbm(f"gray-{largest}-text.pgm", b"2", largest)

# MARK: Resizing

FILTERS = {"nearest": Image.NEAREST, "bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}
# Pillow resizes the columns first where the height shrinks by more than twice what the width does: of the last two, one.
SIZES = [(31, 40), (7, 5), (4, 60), (17, 9), (29, 23), (1, 1), (16, 22), (3, 16), (2, 16)]
source = numpy.array(
    [[[(5 * r * r + 11 * c * c + (7 + k) * r * c + 60 * k) % 256 for k in range(3)] for c in range(23)] for r in range(17)],
    numpy.uint8)
stored = {"source": source}
for name, filter in FILTERS.items():
    for height, width in SIZES:
        stored[f"{name}.{height}x{width}"] = numpy.array(Image.fromarray(source).resize((width, height), filter))

# MARK: Image processors

PROCESSORS = {
    "usual": ("rgb.png", dict(size={"height": 12, "width": 12}, resample=2)),
    "number": ("rgb.png", dict(size=8, resample=0, image_mean=[0.1, 0.2, 0.3], image_std=[0.4, 0.5, 0.6])),
    "gray": ("gray-4.png", dict(size=10, image_mean=0.25, image_std=0.75)),
    "edge": ("rgb.png", dict(
        size={"shortest_edge": 14}, resample=3, do_center_crop=True, crop_size={"height": 12, "width": 9})),
    "padded": ("palette-4.png", dict(do_resize=False, do_center_crop=True, crop_size=16)),
    "cut": ("rgb.png", dict(do_resize=False, do_center_crop=True, crop_size={"height": 6, "width": 18})),
    "bytes": ("rgb.png", dict(size=5, do_rescale=False, do_normalize=False)),
    "shares": ("rgb.png", dict(size=5, do_normalize=False, rescale_factor=1 / 128)),
}


def processed(processor, name):
    """As the library's pipelines read pictures."""
    image = Image.open(FOLDER / name).convert("RGB")
    return numpy.asarray(processor(image)["pixel_values"][0], numpy.float32)


for name, (picture, settings) in PROCESSORS.items():
    stored[f"{name}.pixels"] = processed(transformers.ViTImageProcessorPil(**settings), picture)
(FOLDER / "processors.json").write_text(json.dumps(
    {name: {"picture": picture, "settings": settings} for name, (picture, settings) in PROCESSORS.items()}, indent=1) + "\n")

torch.set_num_threads(1)
processor = transformers.ViTImageProcessorPil.from_pretrained(HERE / "models/vit")
model = transformers.ViTForImageClassification.from_pretrained(HERE / "models/vit").double().eval()
for name in ["rgb.png", "gray-8.png", "palette-4.png", "rgb-alpha-interlaced.png", "rgb-100.ppm"]:
    pixels = torch.tensor(processed(processor, name))[None].double()
    stored[f"{name}.logits"] = model(pixels).logits[0].detach().numpy()

metadata = {"pillow": PIL.__version__, "transformers": transformers.__version__, "torch": torch.__version__}
safetensors.numpy.save_file(
    {name: numpy.ascontiguousarray(x) for name, x in stored.items()}, HERE / "images.safetensors", metadata=metadata)
