/** What is read back from state.db: a damaged file gives errors that name it. */
import { LRUCache } from "lru-cache"
import type { z } from "zod"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { State } from "./state.ts"
import { readingTextAsBytes } from "./text-as-bytes.ts"

const damages = {
  SQLITE_CORRUPT: "state_malformed",
  SQLITE_NOTADB: "state_malformed",
  SQLITE_FORMAT: "state_malformed",
  SQLITE_IOERR: "state_unread",
  SQLITE_CANTOPEN: "state_unread",
  SQLITE_PROTOCOL: "state_unread",
} as const

/** The error of SQLite that says that `file` is damaged or can't be read; others come back as they are. */
function codedError(error: unknown, file: string): unknown {
  const { name, code, message } = error as { name?: string; code?: unknown; message?: string }
  if (name !== "SqliteError" || typeof code !== "string") return error
  // Every state of this version has the tables that are asked for. Extended codes: SQLITE_IOERR_READ.
  const kind = /^no such (table|column)/.test(message ?? "")
    ? "SQLITE_CORRUPT"
    : Object.keys(damages).find(key => code === key || code.startsWith(`${key}_`))
  if (kind === undefined) return error
  const problem = note(`workspace.${damages[kind as keyof typeof damages]}`, {})
  return new StudioError("workspace.damaged", { file, problem }, { cause: error })
}

/** Queries that are kept compiled: to compile one takes longer than to ask it. */
const mostKnown = 200

/** Has the database name its file where it is damaged, whatever is asked of it. */
export function namingDamage(state: State, file: string): State {
  readingTextAsBytes(state, cause => {
    const problem = note("repair.bad_text", {})
    return new StudioError("workspace.damaged", { file, problem }, { cause })
  })
  const coded = <Result>(work: () => Result): Result => {
    try {
      return work()
    } catch (error) {
      throw codedError(error, file)
    }
  }
  const prepare = state.prepare.bind(state)
  const exec = state.exec.bind(state)
  const close = state.close.bind(state)
  const known = new LRUCache<string, ReturnType<State["prepare"]>>({ max: mostKnown })
  state.exec = sql => {
    if (/\b(CREATE|ALTER|DROP)\b/i.test(sql)) known.clear()
    return coded(() => exec(sql))
  }
  state.close = () => {
    known.clear()
    return close()
  }
  state.prepare = ((sql: string) => {
    const before = known.get(sql)
    if (before) return before
    const statement = coded(() => prepare(sql))
    for (const name of ["run", "get", "all"] as const) {
      const work = statement[name].bind(statement) as (...values: unknown[]) => unknown
      Object.assign(statement, { [name]: (...values: unknown[]) => coded(() => work(...values)) })
    }
    if (/^\s*(SELECT|WITH)\b/i.test(sql)) known.set(sql, statement)
    return statement
  }) as State["prepare"]
  return state
}

const unreadable = (cause?: unknown) =>
  new StudioError(
    "workspace.damaged",
    { file: "state.db", problem: note("workspace.bad_value", {}) },
    { cause },
  )

/** JSON that a store has kept. @throws StudioError workspace.damaged */
export function storedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw unreadable(cause)
  }
}

/** A value that a store has kept, checked. @throws StudioError workspace.damaged */
export function stored<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw unreadable(parsed.error)
}
