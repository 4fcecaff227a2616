/**
 * The encoding of a text file: by its mark, by what it says itself, by the zeros of UTF-16, by being UTF-8, or else by what its
 * letters look like. Where several encodings give sound texts and none stands out, the guess isn't sure.
 */
import { createReadStream } from "node:fs"
import { open } from "node:fs/promises"
import { basename } from "node:path"
import { analyse } from "chardet"
import { LRUCache } from "lru-cache"
import { memoized } from "../../base/memo.ts"
import { note } from "../../contract/codes/index.ts"
import { type Encoding, encodingNamed, encodings } from "../../contract/encoding.ts"
import { decoderOf } from "./decoder.ts"
import { brokenFile, fileTooLarge } from "./file-errors.ts"
import { alphabets, ideographic, plausibility } from "./plausible.ts"

export interface FoundEncoding {
  encoding: Encoding
  /** The file says so itself, which no choice changes: it starts with a byte-order mark. */
  marked: boolean
  sure: boolean
  /** Encodings in which the file reads well, the likeliest first. */
  likely: readonly Encoding[]
}

const maxFileBytes = 4 * 1024 ** 3

/** What was found in the latest files, by path, size and time of change. */
const remembered = new LRUCache<string, Promise<FoundEncoding>>({ max: 200 })
/** A file that was changed so lately may change again and keep its time, since some file systems count two seconds. */
const recentMs = 3000

/** Files that haven't changed since are looked through once. @throws StudioError catalog.broken_file, catalog.too_large */
export async function findEncoding(path: string): Promise<FoundEncoding> {
  const { start, size, changed } = await startOf(path)
  const marked = markOf(start)
  if (marked) return { encoding: marked, marked: true, sure: true, likely: [marked] }
  const said = saidIn(start)
  if (said !== undefined && said !== "utf-8") return certain(said)
  const find = () => findByLetters(path, said === "utf-8")
  if (Date.now() - changed < recentMs) return find()
  return memoized(remembered, `${changed} ${size} ${path}`, find)
}

/** The encoding of the file's mark, if it has one. @throws StudioError catalog.broken_file, catalog.too_large */
export async function markedEncoding(path: string): Promise<Encoding | undefined> {
  return markOf((await startOf(path)).start)
}

async function findByLetters(path: string, saysUtf8: boolean): Promise<FoundEncoding> {
  const { letters, broken, sample } = await lookThrough(path)
  const isUtf8 = broken === 0 ? saysUtf8 || !looksForeign(letters) : letters.count > broken
  return isUtf8 ? certain("utf-8") : guess(sample, broken === 0)
}

const certain = (encoding: Encoding): FoundEncoding => ({
  encoding,
  marked: false,
  sure: true,
  likely: [encoding],
})

/** Bytes looked at for marks and zeros. */
const startBytes = 64 * 1024

interface Start {
  start: Buffer
  size: number
  /** Milliseconds since 1970. */
  changed: number
}

async function startOf(path: string): Promise<Start> {
  const file = basename(path)
  const handle = await open(path, "r")
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) throw brokenFile(file, note("file.no_file", {}))
    if (stats.size > maxFileBytes) throw fileTooLarge(file, note("catalog.limit", { limit: "4 GB" }))
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(startBytes), 0, startBytes, 0)
    const start = buffer.subarray(0, bytesRead)
    if (!markOf(start) && !saidIn(start) && isBinary(start)) throw brokenFile(file, note("table.no_text", {}))
    return { start, size: stats.size, changed: stats.mtimeMs }
  } finally {
    await handle.close()
  }
}

function markOf(start: Buffer): Encoding | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le"
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be"
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? "utf-8" : undefined
}

const saidIn = (start: Buffer): Encoding | undefined => utf16Of(start) ?? declaredIn(start)

/** `<?xml version="1.0" encoding="windows-1251"?>`. Bytes that spell this out aren't UTF-16, whatever it says: .NET writes that. */
function declaredIn(start: Buffer): Encoding | undefined {
  const name = /^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})["']/.exec(
    start.toString("latin1", 0, 400),
  )
  const declared = name ? encodingNamed(name[1]!) : undefined
  return declared?.startsWith("utf-16") ? undefined : declared
}

/** In UTF-16 every ASCII letter has a zero, always on the same side, and so has each line break. */
function utf16Of(start: Buffer): Encoding | undefined {
  let [even, odd] = [0, 0]
  let [littleBreaks, bigBreaks] = [0, 0]
  for (let at = 0; at + 1 < start.length; at += 2) {
    const [first, second] = [start[at]!, start[at + 1]!]
    if (first === 0) even++
    if (second === 0) odd++
    if (second === 0 && (first === 10 || first === 13)) littleBreaks++
    if (first === 0 && (second === 10 || second === 13)) bigBreaks++
  }
  if (littleBreaks > bigBreaks && odd > 1 && odd > 3 * even) return "utf-16le"
  return bigBreaks > littleBreaks && even > 1 && even > 3 * odd ? "utf-16be" : undefined
}

/** A picture, say. A text may have a stray zero. */
function isBinary(start: Buffer): boolean {
  let zeros = 0
  for (const byte of start) if (byte === 0) zeros++
  return zeros > 1 && zeros * 50 > start.length
}

const sampleBytes = 64 * 1024
/** Letters after which a file that is hardly ever UTF-8 isn't read on. */
const enoughBroken = 10_000

interface Letters {
  count: number
  /** Letters that hardly any language writes. */
  rare: number
}

/** Counts the letters beyond ASCII that are UTF-8 and those that aren't, and keeps the lines that hold them. */
async function lookThrough(path: string): Promise<{ letters: Letters; broken: number; sample: Buffer }> {
  const decoder = new TextDecoder()
  const letters = { count: 0, rare: 0 }
  let broken = 0
  let kept = 0
  const parts: Buffer[] = []
  const count = (text: string) => {
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit < 0x80) continue
      if (unit === 0xfffd) broken++
      else letters.count++
      if (unit < 0x800 && isRare(text[at]!)) letters.rare++
    }
  }
  for await (const bytes of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    count(decoder.decode(bytes, { stream: true }))
    for (const part of kept < sampleBytes ? linesWithLetters(bytes) : []) {
      parts.push(part)
      kept += part.length + 1
      if (kept >= sampleBytes) break
    }
    if (broken > enoughBroken && broken > 4 * letters.count) break
  }
  count(decoder.decode())
  const sample = Buffer.concat(parts.flatMap(part => [part, Buffer.from("\n")]))
  return { letters, broken, sample }
}

const longestPart = 4096

function* linesWithLetters(bytes: Buffer): Generator<Buffer> {
  let from = 0
  while (from < bytes.length) {
    const found = bytes.indexOf(10, from)
    const end = found < 0 ? bytes.length : found
    const line = bytes.subarray(from, end)
    if (line.some(byte => byte > 0x7f)) yield line.length <= longestPart ? line : cut(line)
    from = end + 1
  }
}

/** Cuts a long line before a space, a digit or the like, so that no letter of two bytes is cut in half: none has such a byte. */
function cut(line: Buffer): Buffer {
  let end = longestPart
  while (end > 0 && line[end]! >= 0x40) end--
  return line.subarray(0, end === 0 ? longestPart : end)
}

/** Latin letters outside the languages that shops write, phonetic signs, and scripts of two bytes that are hardly used. */
const isRare = (char: string): boolean =>
  /[\u0180-\u02ff\u0530-\u058f\u0700-\u07ff]/.test(char) &&
  !/[\u01a0\u01a1\u01af\u01b0\u01cd-\u01dc\u0218-\u021b\u02bb\u02bc]/.test(char)

/** A few letters can be UTF-8 by chance: 女裙 in GBK are the bytes of Ůȹ. */
const looksForeign = ({ count, rare }: Letters): boolean => rare > 0 && count < 40 && rare * 4 >= count

/** Score from which a script is taken for sure, and by how much it must lead. */
const sureScore = 0.8
const sureLead = 0.15
/** By how much a Latin encoding must be likelier than the next. */
const sureRatio = 1.5
/** Letters to judge a script by. */
const fewestLetters = 4

function guess(sample: Buffer, alsoUtf8: boolean): FoundEncoding {
  const texts = new Map<Encoding, string>()
  for (const encoding of encodings) {
    if (encoding.startsWith("utf-")) continue
    const text = decoderOf(encoding).decode(sample)
    if (isSound(text)) texts.set(encoding, text)
  }
  const known = new Map(
    analyse(sample).map(({ name, confidence }) => [encodingNamed(name), confidence / 100]),
  )
  const scored = [...ideographic, ...(Object.keys(alphabets) as Encoding[])]
    .flatMap(encoding => {
      const text = texts.get(encoding)
      if (text === undefined) return []
      // chardet knows the most frequent characters; of a few it can say nothing.
      const score = plausibility(text, sample, encoding) + 0.5 * Math.max(0, (known.get(encoding) ?? 0) - 0.1)
      return [{ encoding, text, score }]
    })
    .sort((a, b) => b.score - a.score)
  const best = scored[0]
  const next = scored.find(({ text }) => text !== best?.text)
  const others = scored.filter(({ score }) => score > 0.3).map(({ encoding }) => encoding)
  if (alsoUtf8) others.push("utf-8")
  if (best === undefined || best.score < sureScore)
    return alsoUtf8 ? certain("utf-8") : guessLatin(sample, texts, others)
  const letters = best.text.match(/[^\0-\x7f]/gu)?.length ?? 0
  const sure = letters >= fewestLetters && best.score - (next?.score ?? 0) >= sureLead && !alsoUtf8
  const likely = sure ? others : [...new Set([...others, ...guessLatin(sample, texts, []).likely])]
  return { encoding: best.encoding, marked: false, sure, likely }
}

/** Encodings that give the same text are one. */
function guessLatin(
  sample: Buffer,
  texts: ReadonlyMap<Encoding, string>,
  others: readonly Encoding[],
): FoundEncoding {
  const found = new Map<string, { encoding: Encoding; confidence: number }>()
  for (const { name, confidence } of analyse(sample)) {
    const encoding = encodingNamed(name)
    const text = encoding && texts.get(encoding)
    if (
      encoding === undefined ||
      text === undefined ||
      encoding in alphabets ||
      (ideographic as readonly Encoding[]).includes(encoding)
    )
      continue
    // By far the most files that are neither UTF-8 nor of another script are of Western Europe.
    const weighed = encoding === "windows-1252" ? 1.3 * confidence : confidence
    const western = texts.get("windows-1252") === text
    const known = found.get(text)
    if (!known || known.confidence < weighed)
      found.set(text, { encoding: western ? "windows-1252" : encoding, confidence: weighed })
  }
  const latin = [...found.values()].sort((a, b) => b.confidence - a.confidence)
  const [best, next] = latin
  const likely = [...new Set([...latin.map(({ encoding }) => encoding), ...others, "windows-1252" as const])]
  if (!best) return { encoding: likely[0]!, marked: false, sure: false, likely }
  const sure = others.length === 0 && best.confidence >= sureRatio * (next?.confidence ?? 0)
  return { encoding: best.encoding, marked: false, sure, likely }
}

/** Next to nothing of it can't be decoded, and it has none of the controls that no text has. */
function isSound(text: string): boolean {
  let [letters, bad] = [0, 0]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) continue
    letters++
    if (unit === 0xfffd || unit < 0xa0 || (unit >= 0xe000 && unit <= 0xf8ff)) bad++
  }
  return bad * 50 <= letters
}
