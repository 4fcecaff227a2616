/**
 * How much a text, decoded in an encoding, looks like one that people write: the share of its letters beyond ASCII that are
 * common in the encoding's script and stand where such letters stand. Latin encodings are compared by chardet instead,
 * since they differ in a few accents only.
 */
import type { Encoding } from "../../contract/encoding.ts"

interface Alphabet {
  letter: RegExp
  /** The letters of which two thirds of a text are made. */
  common: RegExp
}

const cyrillic: Alphabet = {
  letter: /\p{Script=Cyrillic}/u,
  common: /[оеаинтсрвлкм]/iu,
}
const arabic: Alphabet = { letter: /\p{Script=Arabic}/u, common: /[اليمنورتبةدسع]/u }

export const alphabets: Partial<Record<Encoding, Alphabet>> = {
  "windows-1251": cyrillic,
  "koi8-r": cyrillic,
  ibm866: cyrillic,
  "iso-8859-5": cyrillic,
  "windows-1253": { letter: /\p{Script=Greek}/u, common: /[αοιετσνηυρςάίό]/iu },
  "windows-1255": { letter: /\p{Script=Hebrew}/u, common: /[יולהאתברמשנ]/u },
  "windows-1256": arabic,
  "iso-8859-6": arabic,
  "windows-874": { letter: /\p{Script=Thai}/u, common: /[านรกอเงมยลวสด\u0e48\u0e49\u0e31\u0e34\u0e35]/u },
}

export const ideographic = ["gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"] as const
type Ideographic = (typeof ideographic)[number]

/** 0 to 1. */
export function plausibility(text: string, bytes: Uint8Array, encoding: Encoding): number {
  const alphabet = alphabets[encoding]
  if (alphabet) return alphabetic(text, alphabet)
  return (ideographic as readonly Encoding[]).includes(encoding)
    ? ideographs(bytes, encoding as Ideographic)
    : 0
}

/** Words are of one script, begin with a capital or have none, or have nothing else. */
function alphabetic(text: string, { letter, common }: Alphabet): number {
  let [good, usual, all] = [0, 0, 0]
  for (const word of text.match(/[\p{L}\p{M}]+/gu) ?? []) {
    if (!/[^\0-\x7f]/.test(word)) continue
    all += word.length
    const ofScript = [...word].every(char => letter.test(char) || /\p{M}/u.test(char))
    if (!ofScript || /\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}/u.test(word)) continue
    good += word.length
    for (const char of word) if (common.test(char)) usual++
  }
  // Signs and drawings beyond ASCII are rare beside letters.
  const signs = text.match(/[^\0-\x7f\p{L}\p{M}\p{N}«»“”„’‘–—…№€°•™®©\u00a0]/gu)?.length ?? 0
  return good === 0 ? 0 : (good / (all + 2 * signs)) * Math.min(1, usual / good / 0.6)
}

/** The most used characters have the lowest codes of their part of each character set. */
function ideographs(bytes: Uint8Array, encoding: Ideographic): number {
  let [common, kana, all] = [0, 0, 0]
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at]!
    if (lead < 0x80) continue
    all++
    const [before, next] = [bytes[at - 1] ?? 0, bytes[at + 1] ?? 0]
    // A lone letter within a Latin word: café.
    if (isSmallLetter(before) && (next < 0x80 || isSmallLetter(bytes[at + 2] ?? 0))) {
      at++
      continue
    }
    if (encoding === "shift_jis" && lead >= 0xa1 && lead <= 0xdf) continue
    const trail = bytes[++at] ?? 0
    if (isKana(lead, trail, encoding)) kana++
    else if (isCommon(lead, trail, encoding)) common++
  }
  if (all === 0) return 0
  // Japanese isn't written without kana, nor Chinese with them; Korean is Hangul almost alone.
  if (encoding === "shift_jis" || encoding === "euc-jp")
    return kana / all > 0.1 ? (common + kana) / all : 0.5 * ((common + kana) / all)
  return common / all
}

const isSmallLetter = (byte: number): boolean => byte >= 0x61 && byte <= 0x7a

function isKana(lead: number, trail: number, encoding: Ideographic): boolean {
  if (encoding === "shift_jis") return (lead === 0x82 && trail >= 0x9f) || (lead === 0x83 && trail <= 0x96)
  return encoding === "big5"
    ? false
    : encoding === "euc-kr"
      ? lead === 0xaa || lead === 0xab
      : lead === 0xa4 || lead === 0xa5
}

function isCommon(lead: number, trail: number, encoding: Ideographic): boolean {
  switch (encoding) {
    case "gb18030":
      return (lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1) || isPunctuation(lead, trail)
    case "big5":
      return lead >= 0xa1 && lead <= 0xc6
    case "shift_jis":
      return lead === 0x81 || (lead >= 0x88 && lead <= 0x97) || lead === 0x82
    case "euc-jp":
      return (lead >= 0xb0 && lead <= 0xcf) || isPunctuation(lead, trail)
    case "euc-kr":
      return (lead >= 0xb0 && lead <= 0xc8) || isPunctuation(lead, trail)
  }
}

/** Also full-width letters and digits. */
const isPunctuation = (lead: number, trail: number): boolean =>
  (lead === 0xa1 || lead === 0xa3) && trail >= 0xa1
