/**
 * Splits a text into tags, however a catalog, a model or a person writes a list: with commas of any script, line
 * breaks, bullets, hashtags, a table, a list of JSON or Python. T* joins tags by commas, so no tag holds a separator.
 */
import { plainText } from "./plain-text.ts"

export interface TagListOptions {
  /** Whether "Colour: dark blue" is the tag "dark blue". A catalog may mean what it writes: "Alien: Covenant". */
  labels?: "any" | "known"
  /** Whether "red/blue" is two tags; "AC/DC" and "1/2" never are. */
  slashes?: "split" | "kept"
}

/** Longer texts are no lists; what follows is left out. */
const longestTagList = 100_000

/** The tags of a list, in their order, each once, as they are written. Takes time in proportion to the text's length. */
export function splitTags(
  text: string,
  { labels = "known", slashes = "split" }: TagListOptions = {},
): string[] {
  const plain = plainText(text.slice(0, longestTagList))
    .toWellFormed()
    .replaceAll(/(?:```|~~~)(?:[a-z]*(?=\s*[\n[{(]))?/gi, "\n")
  const list = listIn(plain)
  const fields = typeof list === "string" ? fieldsOf(list) : list.flatMap(fieldsOf)
  const parts = slashes === "split" ? fields.flatMap(splitSlashes) : fields
  const tags = parts.flatMap(hashtags).map(part => bare(part, labels))
  return [...new Set(tags.filter(tag => /[\p{L}\p{N}\p{S}]/u.test(tag)))]
}

/** Tags of a value from JSON: a text that lists them, or a list of any depth, in which a slash belongs to its tag. */
export const tagsOf = (value: unknown): string[] => [
  ...new Set(
    typeof value === "string"
      ? splitTags(value)
      : textsIn(value).flatMap(text => splitTags(text, { slashes: "kept" })),
  ),
]

/** Where a list of quoted texts, or of lists, begins. */
const opening = /[[{(]\s*(?:["'“‘[{]|\p{L}[\p{L}_]*["'])/u

/** What the list of JSON or Python in the text holds; the text itself when it holds none. */
function listIn(text: string): string | string[] {
  const trimmed = text.trim()
  const whole = /^[[{(]/.test(trimmed) && /[\]})]$/.test(trimmed)
  const from = whole ? 0 : trimmed.search(opening)
  if (from < 0) return text
  const last = Math.max(trimmed.lastIndexOf("]"), trimmed.lastIndexOf("}"), trimmed.lastIndexOf(")"))
  // An answer that was cut short has no end.
  const list = last > from ? trimmed.slice(from, last + 1) : trimmed.slice(from)
  try {
    const texts = textsIn(JSON.parse(list))
    if (texts.length > 0) return texts
  } catch {
    // Python's, or badly written.
  }
  return withoutBrackets(list)
}

/** Most texts taken from a value; without recursion, since a value may be as deep as it is long. */
const mostTexts = 10_000

function textsIn(value: unknown): string[] {
  const texts: string[] = []
  const open: unknown[] = [value]
  while (open.length > 0 && texts.length < mostTexts) {
    const next = open.pop()
    if (typeof next === "string") texts.push(next)
    else if (typeof next === "number") texts.push(String(next))
    else if (Array.isArray(next)) for (let at = next.length - 1; at >= 0; at--) open.push(next[at])
    else if (typeof next === "object" && next !== null) {
      const entries = Object.entries(next)
      // {"dark": 0.9, "moody": 0.8}: the tags are the keys.
      if (entries.length > 0 && entries.every(([, weight]) => typeof weight === "number"))
        texts.push(...entries.map(([name]) => name))
      else for (const [, entry] of entries.reverse()) open.push(entry)
    }
  }
  return texts
}

/** A list that is no JSON, as a text with a line for each value. */
const withoutBrackets = (list: string): string =>
  list
    .replaceAll(/[[\]{}]|^\(|\)$/g, "\n")
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/\\["']/g, "’")
    // Prefixes of Python's texts.
    .replaceAll(/(^|[\s,])[ub](?=["'])/gi, "$1")

/** Commas, semicolons and bars of every script, list dots, tabs, and stops of Chinese. */
const separators = /[,;|\t\u2022\u2023\u25aa\u25cf\u25e6、，；｜／。،؛﹐﹑﹔､｡፣፤]/u

const isRule = (line: string): boolean => line.includes("-") && /^[\s|:+-]+$/.test(line)

function fieldsOf(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\u0085\u2028\u2029]/)
  // A rule under its header makes a table.
  const rule = lines.findIndex((line, at) => at > 0 && line.includes("|") && isRule(line))
  const before = rule < 0 ? lines : lines.slice(0, rule - 1)
  const fields = before.flatMap(fieldsOfLine)
  return rule < 0 ? fields : [...fields, ...fieldsOfTable(lines[rule - 1]!, lines.slice(rule + 1))]
}

const cellsOf = (row: string): string[] => row.trim().replace(/^\|/, "").replace(/\|$/, "").split("|")

/** The column of the tags where the header names it; else every cell but the numbers. */
function fieldsOfTable(header: string, rows: readonly string[]): string[] {
  if (rows.every(row => row.trim() === "")) return fieldsOfLine(header)
  const column = cellsOf(header).findIndex(cell => isKnownLabel(cell))
  return rows.flatMap(row => {
    if (!row.includes("|")) return fieldsOfLine(row)
    const cells = column < 0 ? cellsOf(row) : [cellsOf(row)[column] ?? ""]
    return cells.filter(cell => !/^[\s\d.,%]*$/.test(cell)).flatMap(fieldsOfLine)
  })
}

function fieldsOfLine(line: string): string[] {
  if (isRule(line)) return []
  return withoutBullet(line).split(separators).map(withoutBullet)
}

/** "- dark", "1. dark", "2) dark", "3、dark", "(4) dark", "① dark"; "3.5 inch" and "-5°" have none. */
const withoutBullet = (line: string): string =>
  line
    .trimStart()
    .replace(/^(?:[-*–—·▪●○■□►‣⁃✓✔](?!\d)|\+(?=\s)|[(（]?\d{1,2}[.)）．、](?!\d)|[\u2460-\u2473])\s*/u, "")

/**
 * A slash parts words of three letters or more and words of scripts without spaces: "red/blue", "红/蓝". It belongs to
 * the tag in "AC/DC", "1/2", "24/7", "w/o" and in addresses.
 */
function splitSlashes(field: string): string[] {
  if (!field.includes("/") || /:\/\/|^\s*www\./i.test(field)) return [field]
  const pieces = field.split("/")
  const parts = [pieces[0]!]
  for (let at = 1; at < pieces.length; at++) {
    const [left, right] = [pieces[at - 1]!, pieces[at]!]
    const spaced = /\s$/.test(left) && /^\s/.test(right)
    if (spaced || (isWord(lastWord(left)) && isWord(firstWord(right)))) parts.push(right)
    else parts[parts.length - 1] += `/${right}`
  }
  return parts
}

const lastWord = (text: string): string => text.slice(-40).split(/\s/).at(-1)!
const firstWord = (text: string): string => text.slice(0, 40).trimEnd().split(/\s/)[0]!
const isWord = (word: string): boolean =>
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}]/u.test(word) ||
  (/^[^\d]*\p{L}[^\d]*$/u.test(word) && word.replaceAll(/[^\p{L}]/gu, "").length >= 3)

/** "#dark #film_noir", "#红色#蓝色#"; a # elsewhere belongs to its word: "C#", "#1 seller". */
function hashtags(part: string): string[] {
  if (!/(?:^|\s)#\p{L}/u.test(part)) return [part]
  return part
    .split(/(?:^|\s|(?<=\p{L}))#(?=\p{L})|(?<=[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}])#/u)
    .map(tag => tag.replaceAll("_", " ").trim())
}

const knownLabels = new Set(
  `tag tags keyword keywords label labels category categories genre genres hashtag hashtags tags/keywords image_tags
  标签 标记 关键词 关键字 类别 分类 类型 標籤 標記 關鍵詞 關鍵字 類別 分類 タグ キーワード 태그 키워드 etiquetas étiquettes etiketten
  schlagwörter stichwörter palabras\u00a0clave mots-clés mots\u00a0clés parole\u00a0chiave теги метки ключевые\u00a0слова الوسوم`
    .split(/\s+/)
    .map(label => label.replaceAll("\u00a0", " ")),
)

const isKnownLabel = (text: string): boolean =>
  knownLabels.has(
    text
      .replaceAll(/["'*_`“”「」【】]/gu, "")
      .trim()
      .toLowerCase(),
  )

const quotes = /["“”„«»「」『』【】`]/gu

/** One tag without label, emphasis, quotes and closing stop. */
function bare(part: string, labels: "any" | "known"): string {
  let tag = part
    .replaceAll(/\*\*|__/g, "")
    .replaceAll(quotes, "")
    .trim()
  const colon = tag.search(/[:：]/)
  const label = colon < 0 ? "" : tag.slice(0, colon).trim()
  const value = tag.slice(colon + 1).trim()
  if (colon > 0 && isKnownLabel(label)) tag = value
  else if (labels === "any" && colon > 0 && isLabel(label) && !value.startsWith("//")) {
    // "dark: 0.9"
    tag = /^[\d.]+%?$/.test(value) ? label : value
  }
  return trimStops(tag.replace(/^[*_]+|[*_]+$/g, "").trim())
    .replace(/^['‘](.*)['’]$/su, "$1")
    .replace(/^['‘](?=\p{L})/u, "")
    .replace(/^and (?=\S)/iu, "")
}

const isLabel = (label: string): boolean => label.length <= 60 && /\p{L}/u.test(label) && !/\d/.test(label)

/** Without the stops at its end. A regular expression would try every stop of a long run. */
function trimStops(tag: string): string {
  let end = tag.length
  while (end > 0 && ".!?…!？！ ".includes(tag[end - 1]!)) end--
  return tag.slice(0, end)
}
