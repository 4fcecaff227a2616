/**
 * Removes from a text what must not be in a log: paths, addresses, keys and tokens, quoted texts, and the names that
 * the caller knows. What is left says what happened, not to whom.
 */
import { StudioError } from "../../contract/errors.ts"
import type { LoggedError } from "../../contract/log.ts"

export interface RedactOptions {
  /** Folders that may be named by a mark instead: `{ workspace: "/home/…" }` writes `<workspace>`. */
  readonly places?: Readonly<Record<string, string>>
  /** Names and texts of the user's data. Asked anew each time, so that it may change. */
  readonly privateWords?: () => Iterable<string>
}

export interface Redactor {
  text(text: string): string
  error(error: unknown): LoggedError
}

/** Longest message, in characters, and most frames of a stack. */
const longestText = 500
const mostFrames = 20

/** Shorter words would be found in ordinary sentences. */
const shortestWord = 3

/** After so much of a private text, the rest of the line belongs to it as well. */
const textLength = 24

/** @example createRedactor().text("open '/home/mina/x.png'") // "open <text>" */
export function createRedactor({ places = {}, privateWords = () => [] }: RedactOptions = {}): Redactor {
  const text = (given: string): string => {
    let kept = given.slice(0, 4 * longestText)
    for (const [name, dir] of Object.entries(places)) kept = withPlace(kept, name, dir)
    kept = withoutPrivateWords(kept, privateWords())
    for (const [pattern, mark] of patterns) kept = kept.replace(pattern, mark)
    return kept.length > longestText ? `${kept.slice(0, longestText)}…` : kept
  }
  const error = (thrown: unknown): LoggedError => {
    if (!(thrown instanceof Error)) return { name: typeof thrown, message: text(String(thrown)), stack: [] }
    const { cause } = thrown
    const code = codeOf(thrown)
    const message = messageOf(thrown)
    return {
      name: thrown.name,
      ...(code !== undefined && { code }),
      ...(message !== undefined && { message: text(message) }),
      stack: framesOf(thrown),
      ...(cause !== undefined && { cause: oneLine(cause) }),
    }
  }
  const oneLine = (cause: unknown): string => {
    const { name, code, message } = error(cause)
    return [code ? `${name} ${code}` : name, message].filter(part => part !== undefined).join(": ")
  }
  return { text, error }
}

/** In this order: each searches the text that the earlier ones left. */
const patterns: readonly (readonly [RegExp, string])[] = [
  // A property that wasn't there is the program's own name: “(reading 'title')”.
  [/\((reading|setting) '([\w$]{1,40})'\)/g, "($1 $2)"],
  [/'[^'\n]*'|"[^"\n]*"|“[^”\n]*”|‘[^’\n]*’|«[^»\n]*»|`[^`\n]*`/g, "<text>"],
  // An opening quote whose end was cut off.
  [/(^|[\s(:=])['"“‘«`].*$/gm, "$1<text>"],
  [/\b[a-z][a-z0-9+.-]+:\/\/\S+/gi, "<address>"],
  [/[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+/g, "<address>"],
  // Folders may have spaces in their names: nothing of the line after a path is sure to be something else.
  [/(^|[\s(=:,;[])(?:~|\.{1,2})?(?:\/|[a-z]:[\\/]|\\\\)[^\s<>].*$/gim, "$1<path>"],
  [
    /\b(?:bearer|basic|token|api[-_ ]?key|key|password|passwd|pwd|secret|authorization)\b\s*[:=]?\s*(?:(?:bearer|basic)\s+)?\S+/gi,
    "<secret>",
  ],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, "<address>"],
  [/(?<![\w/+=-])(?=[\w/+=-]*\d)(?=[\w/+=-]*[a-z])[\w/+=-]{20,}/gi, "<secret>"],
  [/\b(?:sk|hf|pk|ghp|xox[a-z])[-_][\w-]{6,}/gi, "<secret>"],
]

const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

/** A path in the place keeps its names as far as they have no spaces, so that it doesn't swallow what follows. */
function withPlace(text: string, name: string, dir: string): string {
  if (dir === "") return text
  const either = [dir, dir.replaceAll("\\", "/")].map(escaped).join("|")
  return text.replace(
    new RegExp(`['"]?(?:file://)?(?:${either})(?=[\\\\/'"\\s:)]|$)([\\\\/][^\\s'":()]*)?['"]?`, "g"),
    `<${name}>$1`,
  )
}

function withoutPrivateWords(text: string, words: Iterable<string>): string {
  let kept = text
  let lower = kept.toLowerCase()
  for (const word of words) {
    const sought = word.trim().toLowerCase()
    if (sought.length < shortestWord || !lower.includes(sought)) continue
    const isText = sought.length >= textLength
    const pattern = `(?<![\\p{L}\\p{N}])${escaped(sought)}${isText ? ".*" : "(?![\\p{L}\\p{N}])"}`
    kept = kept.replace(new RegExp(pattern, "giu"), isText ? "<text>" : "<name>")
    lower = kept.toLowerCase()
  }
  return kept
}

/** The program's own sentences name items, files and people: their code says enough. */
function messageOf(error: Error): string | undefined {
  if (error instanceof StudioError) return undefined
  // Zod writes its problems as JSON, with values among them.
  if ("issues" in error && Array.isArray(error.issues)) return issuesOf(error.issues)
  return error.message
}

function issuesOf(issues: readonly { code?: string; path?: readonly PropertyKey[] }[]): string {
  const said = issues.slice(0, 5).map(({ code, path = [] }) => `${code} at ${path.map(String).join(".")}`)
  return said.join(", ")
}

function codeOf(error: Error): string | undefined {
  if (!("code" in error)) return undefined
  const code = String(error.code)
  return /^[\w.-]{1,60}$/.test(code) ? code : undefined
}

/** Frames with paths from the program's own folders on: a log doesn't say where the program is installed. */
function framesOf({ stack = "" }: Error): string[] {
  const frames = stack.split("\n").filter(line => /^\s+at /.test(line))
  return frames
    .slice(0, mostFrames)
    .map(frame => frame.trim().replace(/(\(|at |async )(?:file:\/\/)?((?:[a-z]:)?[\\/][^)]*)/i, inProgram))
}

function inProgram(_: string, before: string, path: string): string {
  const own = /^.*[\\/]((?:node_modules|dist|native|electron|renderer|build)[\\/].*)$/.exec(path)
  return `${before}${own ? own[1] : "<path>"}`
}
