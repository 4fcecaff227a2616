/** Turns codes with details into sentences. The page and the command line say everything through this. */
import { takesOf } from "../contract/codes/index.ts"
import type { Kind } from "../contract/details.ts"
import type { Detail, Note } from "../contract/note.ts"
import { isolated } from "./isolate.ts"
import type { Locale } from "./locale.ts"
import type { ErrorWords } from "./words-of.ts"

/** The texts of `words`, by keys such as `pack.exists.message`. */
export interface Translate {
  (key: string, values?: Record<string, string | number>): string
  has(key: string): boolean
}

export interface Say {
  /** One sentence: of an error, what happened. */
  (note: Note): string
  /** What happened, and what to do next. */
  error(note: Note): ErrorWords
}

/** A sentence inside another has no full stop of its own. */
export const withoutStop = (sentence: string): string => sentence.replace(/[.。]$/, "")

/** @example sayIn("en", t)({ code: "pack.missing_file", details: { file: "unet" } }) */
export function sayIn(locale: Locale, t: Translate): Say {
  const isChinese = locale === "zh-Hans"

  function sentence({ code, details }: Note, part: keyof ErrorWords): string {
    const takes = takesOf(code)
    const values: Record<string, string | number> = {}
    for (const [name, kind] of Object.entries(takes ?? {}))
      if (kind !== "log") values[name] = shown(details[name], kind)
    if (takes && t.has(`${code}.message`)) return t(`${code}.${part}`, values)
    if (part === "next") return ""
    // A code of another version of the program has no words here.
    return takes ? t(code, values) : t("program.quoted", { text: code })
  }

  /** A value as ICU takes it: what is absent is `none`, a flag `true` or `false`. */
  function shown(value: Detail | undefined, kind: Kind): string | number {
    if (value === null || value === undefined) return "none"
    if (Array.isArray(value)) {
      if (kind === "shape") return `[${value.join(",")}]`
      return value.length === 0
        ? "none"
        : value.map(entry => isolated(String(plain(entry)))).join(separatorOf(kind))
    }
    if (typeof value === "number" && (kind === "bytes" || kind === "bytes?")) return megabytes(value)
    return plain(value)
  }

  const plain = (value: unknown): string | number => {
    if (typeof value === "number") return value
    return typeof value === "object" ? clause(value as Note) : String(value)
  }

  const clause = (note: Note): string => withoutStop(sentence(note, "message"))

  const separatorOf = (kind: Kind): string =>
    kind === "notes" || kind === "notes?" ? (isChinese ? "；" : "; ") : isChinese ? "、" : ", "

  const megabytes = (bytes: number): string =>
    `${Math.max(1, Math.ceil(bytes / 1e6)).toLocaleString(locale)} MB`

  return Object.assign((note: Note) => sentence(note, "message"), {
    error: (note: Note) => ({ message: sentence(note, "message"), next: sentence(note, "next") }),
  })
}
