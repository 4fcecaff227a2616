"""Texts to train on: every way in which the studio asks for a picture.

A drawing's own captions come with its record. Here are the studio's other forms: one facet's template, lists of tags,
title and description, and the rewritten text T* ("… This φ is about a, b, maybe related to c, d.").
"""

import numpy as np

NOUNS = {"movie-poster": "movie poster", "news-poster": "news poster", "outfit": "outfit"}

TEMPLATES = {
    "subject": "a {noun} with a {tag}",
    "setting": "a {noun} set in the {tag}",
    "genre": "a {tag} {noun}",
    "occasion": "an {noun} for {tag}",
    "topic": "a {noun} about {tag}",
    "palette": "a {noun} in {tag} colours",
    "pattern": "a {noun} with {tag}",
    "style": "a {noun} in {tag} style",
}


def template(scenario: str, facet: str, tag: str) -> str:
    """The zero-shot prompt of one facet word, as the scenario files give it."""
    text = TEMPLATES[facet].format(noun=NOUNS[scenario], tag=tag)
    return "an " + text[2:] if text.startswith("a ") and text[2] in "aeiou" else text


def story(record: dict) -> str:
    """T: title and description."""
    return f"{record['title']}. {record['description']}"


def tail(scenario: str, own: list[str], related: list[str]) -> str:
    """The rewrite's tail; either list may be empty, not both."""
    parts = [f"about {', '.join(own)}"] if own else []
    if related:
        parts.append(f"maybe related to {', '.join(related)}")
    return f"This {NOUNS[scenario]} is {', '.join(parts)}."


def shuffled(words: list[str], rng: np.random.Generator) -> list[str]:
    return [words[i] for i in rng.permutation(len(words))]


def true_text(record: dict, rng: np.random.Generator) -> str:
    """A text that is true of the drawing."""
    scenario, tags = record["scenario"], shuffled(record["tags"], rng)
    kind = rng.random()
    if kind < 0.35:
        return record["captions"][rng.integers(len(record["captions"]))]
    if kind < 0.45:
        return story(record)
    if kind < 0.7:
        # Some facets stand only in the item's list, some only in the history's, some in both.
        own = tags[: rng.integers(0, len(tags) + 1)]
        related = shuffled(record["tags"], rng)[: rng.integers(0 if own else 1, len(tags) + 1)]
        prefix = "" if rng.random() < 0.2 else f"{story(record)} "
        return prefix + tail(scenario, own, related)
    if kind < 0.9:
        chosen = tags[: rng.integers(1, len(tags) + 1)]
        lead = "" if rng.random() < 0.5 else f"a {NOUNS[scenario]}, "
        return lead + ", ".join(chosen)
    facet = list(record["facets"])[rng.integers(len(record["facets"]))]
    return template(scenario, facet, record["facets"][facet])


def whole_text(record: dict, rng: np.random.Generator) -> str:
    """T* of the drawing itself, with all its facets, in the item's list or in the history's."""
    tags = shuffled(record["tags"], rng)
    split = rng.integers(0, len(tags) + 1)
    return f"{story(record)} {tail(record['scenario'], tags[:split], tags[split:])}"


def personal_text(item: dict, drawn: dict, rng: np.random.Generator) -> str:
    """T* of `item` whose history asks for what `drawn` shows: the facets in which the two differ stand in the history's
    list, so the drawing follows the persona where persona and item disagree."""
    differing = [word for facet, word in drawn["facets"].items() if word != item["facets"].get(facet)]
    same = [word for facet, word in drawn["facets"].items() if word == item["facets"].get(facet)]
    related = differing + [word for word in same if rng.random() < 0.3]
    own = [word for word in shuffled(item["tags"], rng) if rng.random() < 0.9]
    return f"{story(item)} {tail(item['scenario'], own, shuffled(related, rng))}"
