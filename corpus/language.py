"""Which language a text is written in: the only owner of py3langid.

To unpack its model takes longer than to read most reports. So an unpacked copy is kept in the environment
that the model is installed in, and read as far as a text needs it; where no copy can be kept, the model
is unpacked each time.
"""

import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.disk import discard, sync_tree

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_LAYOUT = 2  # another one whenever other arrays are kept
_NOT_WRITTEN_TODAY = ("eo", "ia", "ie", "io", "la", "vo")


def language_of(text: str) -> tuple[str, float]:
    """Return the ISO 639-1 code of the language that a text is most likely written in, and the probability."""
    language, probability = _identifier().classify(text)
    return str(language), float(probability)


@cache
def _identifier() -> "LanguageIdentifier":
    import py3langid  # slow to import, and only reading needs it

    folder = Path(sys.prefix) / "share" / "themeline" / f"py3langid-{py3langid.__version__}-{_LAYOUT}"
    try:
        return _opened(folder)
    except (OSError, ValueError, EOFError):  # there is none yet, or one cut short, or one emptied
        found = _unpacked()
    with suppress(OSError):  # an environment that others own, or a full disk
        _keep(found, folder)
    return found


def _unpacked() -> "LanguageIdentifier":
    import numpy as np
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.labels if len(code) == 2 and code not in _NOT_WRITTEN_TODAY])
    identifier.nb_ptc = np.ascontiguousarray(identifier.nb_ptc)  # else the scores of one feature lie far apart
    return identifier


def _keep(identifier: "LanguageIdentifier", folder: Path) -> None:
    """Write what an identifier was made of, in one step."""
    import numpy as np

    fresh = folder.with_name(f"{folder.name}.{os.getpid()}")
    fresh.mkdir(parents=True, exist_ok=True)
    try:
        for name, part in {
            "features": identifier.nb_ptc,
            "priors": identifier.nb_pc,
            "classes": np.array(identifier.nb_classes),
            "moves": np.array(identifier.tk_nextmove),
            "rows": np.array(identifier.tk_row),
            "output": np.array(identifier.tk_output),
        }.items():
            np.save(fresh / f"{name}.npy", part, allow_pickle=False)
        sync_tree(fresh)
        discard(folder)
        fresh.rename(folder)
    finally:
        discard(fresh)


def _opened(folder: Path) -> "LanguageIdentifier":
    """Return the identifier that was kept; its large parts stay on the disk."""
    import numpy as np
    from py3langid.langid import LanguageIdentifier

    features, priors, classes, moves, rows, output = (
        np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))
        for name in ("features", "priors", "classes", "moves", "rows", "output")
    )
    return LanguageIdentifier(
        features, priors, classes.tolist(), moves.data, output.tolist(), norm_probs=True, tk_row=rows.tolist()
    )
