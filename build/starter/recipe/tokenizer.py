"""The pack's own tokenizer: CLIP's kind (lower-case byte-level BPE with </w>), learnt from the sample world's texts."""

import json
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from captions import personal_text, template, true_text
from data import Drawings, vocabulary

LENGTH = 77
START, END = "<|startoftext|>", "<|endoftext|>"
VOCABULARY = 3000
WORDS = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def _assemble(vocabulary: dict[str, int], merges: list[tuple[str, str]]) -> Tokenizer:
    tokenizer = Tokenizer(
        models.BPE(vocab=vocabulary, merges=merges, unk_token=END, continuing_subword_prefix="", end_of_word_suffix="</w>")
    )
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(WORDS), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    if vocabulary:
        tokenizer.add_special_tokens([START, END])
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{START} $A {END}", special_tokens=[(START, vocabulary[START]), (END, vocabulary[END])]
        )
    return tokenizer


def learn(texts: list[str]) -> Tokenizer:
    """CLIP's vocabulary order: the bytes, the bytes that end a word, the merges, then the two marks. Every text can be
    written in it, because every byte is in it, alone and at the end of a word."""
    draft = _assemble({}, [])
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, initial_alphabet=alphabet, end_of_word_suffix="</w>", min_frequency=2, show_progress=False
    )
    draft.train_from_iterator(texts, trainer)
    merges = [tuple(pair) for pair in json.loads(draft.to_str())["model"]["merges"]]
    tokens = alphabet + [f"{byte}</w>" for byte in alphabet]
    tokens += list(dict.fromkeys(a + b for a, b in merges if a + b not in set(tokens)))
    vocabulary = {token: i for i, token in enumerate([*tokens, START, END])}
    return _assemble(vocabulary, merges)


def texts_of(drawings: Drawings, rng: np.random.Generator) -> list[str]:
    """A sample of all forms of text, and every facet word in its template."""
    records = drawings.records
    texts = [
        template(scenario, facet, word)
        for scenario, facets in vocabulary(records).items()
        for facet, words in facets.items()
        for word in words
    ] * 5
    for record in records[:6000]:
        texts += record["captions"] + [true_text(record, rng)]
        texts.append(personal_text(record, records[rng.integers(len(records))], rng))
    return texts


def ready(data: Path, out: Path) -> Tokenizer:
    """The tokenizer of this run, learnt on first use; it pads to 77 and keeps the end-of-text mark when it truncates."""
    path = out / "tokenizer.json"
    if not path.exists():
        out.mkdir(parents=True, exist_ok=True)
        learn(texts_of(Drawings(data / "train", limit=6000), np.random.default_rng(0))).save(str(path))
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(LENGTH)
    end = tokenizer.token_to_id(END)
    tokenizer.enable_padding(length=LENGTH, pad_id=end, pad_token=END)
    return tokenizer


def encode(tokenizer: Tokenizer, texts: list[str]) -> np.ndarray:
    """int64 [B,77]."""
    return np.array([encoding.ids for encoding in tokenizer.encode_batch(texts)], np.int64)
