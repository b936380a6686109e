"""Static word vectors: the only embedder."""

from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from errors import MissingModel

_PACKAGE = "wordllama"
_WEIGHTS = "weights/l2_supercat_256.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"


class Vectors(Protocol):
    """Anything that gives words a fixed vector."""

    def embed(self, words: list[str]) -> NDArray[np.float32]:
        """Vectors of `words`, of shape (n_words, n_dimensions)."""
        ...


class StaticVectors:
    """Token vectors read from a safetensors file, averaged over the tokens of a word.

    They are the 256-dimensional vectors of the installed package ``wordllama``, read directly
    from its two files. Not for telling apart the senses of one word: a
    static vector is the same in every sentence.

    References
    ----------
    Miller, L. et al. (2024). WordLlama: recycled token embeddings from large language models.
    """

    def __init__(self) -> None:
        package = find_spec(_PACKAGE)  # which finds it without running it
        folder = Path(package.origin).parent if package and package.origin else Path(_PACKAGE)
        try:
            tensors = load_file(str(folder / _WEIGHTS))
            self._tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
        except (OSError, SafetensorError) as error:
            raise MissingModel(
                f"The word vectors could not be read from {folder}: {error}.",
                "Run `python3 dev.py setup` to install them again.",
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._table: NDArray[np.floating] = next(iter(tensors.values()))

    def embed(self, words: list[str]) -> NDArray[np.float32]:
        """Mean of the token vectors of each word; zeros for an empty one.

        Returns
        -------
        ndarray of float32, shape (len(words), n_dimensions)
        """
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(words, add_special_tokens=False)]
        sizes = np.array([len(ids) for ids in tokens], dtype=np.int64)
        ids = np.fromiter(chain.from_iterable(tokens), dtype=np.int64, count=int(sizes.sum()))
        used, places = np.unique(ids, return_inverse=True)
        ends = np.append(0, np.cumsum(sizes))
        held = sp.csr_array((np.ones(len(ids), dtype=np.float32), places, ends), shape=(len(words), len(used)))
        sums = held @ self._table[used].astype(np.float32)
        return np.asarray(sums / np.maximum(sizes, 1)[:, np.newaxis].astype(np.float32), dtype=np.float32)


def unit(rows: NDArray[np.floating]) -> NDArray[np.float64]:
    """Scale rows, of shape (n, n_dimensions), to unit length; a row of zeros stays so."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float64)
