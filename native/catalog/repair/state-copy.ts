/**
 * What of a state.db can be read. libsql ends the whole process where a text is no UTF-8, so that texts are asked for as
 * bytes here, and columns by names of our own.
 */
import { isUtf8 } from "node:buffer"
import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import Database from "libsql"
import { note } from "../../contract/codes/index.ts"
import { reasonOf } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import { backupsDir, inTransaction, migrate, openForReading, type State, stateVersion } from "../state.ts"

interface Table {
  name: string
  columns: { name: string; isText: boolean }[]
}

/** The tables of today's state, from one that was just made: a damaged one is not to be trusted about itself. */
function tablesOf(fresh: State): Table[] {
  const names = fresh.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as {
    name: string
  }[]
  return names.map(({ name }) => {
    const columns = fresh.prepare(`SELECT name, type FROM pragma_table_info('${name}')`).all() as {
      name: string
      type: string
    }[]
    return { name, columns: columns.map(column => ({ name: column.name, isText: column.type === "TEXT" })) }
  })
}

type Value = string | number | null

/** libsql gives bytes as an ArrayBuffer. */
type Read = ArrayBuffer | number | null

/** The rows of a table in their order, as far as they can be read. Rows that hold text that is none are left out. */
function* rowsOf(state: State, { name, columns }: Table, onBadText: () => void): Generator<Value[]> {
  const asked = columns.map(({ name: column, isText }, index) =>
    isText ? `CAST("${column}" AS BLOB) AS c${index}` : `"${column}" * 1 AS c${index}`,
  )
  for (const row of state.prepare(`SELECT ${asked.join(", ")} FROM "${name}"`).iterate()) {
    const values = columns.map((_, index) => (row as Record<string, Read>)[`c${index}`]!)
    if (values.some(value => value instanceof ArrayBuffer && !isUtf8(value))) onBadText()
    else yield values.map(value => (value instanceof ArrayBuffer ? Buffer.from(value).toString() : value))
  }
}

/** Why the state can't be used; undefined where it can. */
export function problemOfState(file: string, version: number): Note | undefined {
  let state: State | undefined
  try {
    if (statSync(file).size === 0) return note("repair.state_missing", {})
    state = openForReading(file)
    const found = stateVersion(state)
    if (found === 0) return note("repair.state_missing", {})
    const { ok } = state
      .prepare("SELECT count(*) AS ok FROM pragma_integrity_check(1) WHERE integrity_check = 'ok'")
      .get() as { ok: number }
    if (ok !== 1) return damaged(note("repair.no_integrity", {}))
    // Tables of an older state are others; its next opening brings it to today's.
    return found === version ? problemOfRows(state) : undefined
  } catch (error) {
    return isMissing(error) ? note("repair.state_missing", {}) : damaged(reasonOf(error))
  } finally {
    state?.close()
  }
}

function problemOfRows(state: State): Note | undefined {
  const fresh = freshState()
  try {
    for (const table of tablesOf(fresh)) {
      let isBad = false
      try {
        for (const _ of rowsOf(state, table, () => {
          isBad = true
        }))
          if (isBad) break
      } catch {
        return damaged(note("repair.rows_unreadable", { table: table.name }))
      }
      if (isBad) return damaged(note("repair.bad_text", {}))
    }
    return undefined
  } finally {
    fresh.close()
  }
}

const damaged = (reason: Note) => note("repair.state_damaged", { reason })
const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT"

export function freshState(file = ":memory:"): State {
  const state = new Database(file)
  migrate(state, "")
  return state
}

/**
 * Copies the rows of `from` that can be read into `to`; answers how many. A table that is whole replaces that of `to`, so
 * that what was deleted stays deleted. Of any other, what `to` holds already stays.
 */
export function copyRows(from: State, to: State): number {
  let rows = 0
  for (const table of tablesOf(to)) rows += replaceRows(from, to, table) ?? addRows(from, to, table)
  return rows
}

const insertInto = ({ name, columns }: Table) => {
  const names = columns.map(column => `"${column.name}"`).join(", ")
  return `INTO "${name}" (${names}) VALUES (${columns.map(() => "?").join(", ")})`
}

/** Answers how many rows there are; null, and `to` stays as it is, where one of them can't be taken. */
function replaceRows(from: State, to: State, table: Table): number | null {
  const stop = () => {
    throw new Error("text that isn't valid UTF-8")
  }
  try {
    return inTransaction(to, () => {
      to.exec(`DELETE FROM "${table.name}"`)
      const insert = to.prepare(`INSERT ${insertInto(table)}`)
      let rows = 0
      for (const row of rowsOf(from, table, stop)) rows += insert.run(...row).changes
      return rows
    })
  } catch {
    return null
  }
}

function addRows(from: State, to: State, table: Table): number {
  const insert = to.prepare(`INSERT OR REPLACE ${insertInto(table)}`)
  let rows = 0
  inTransaction(to, () => {
    try {
      for (const row of rowsOf(from, table, () => undefined)) {
        try {
          rows += insert.run(...row).changes
        } catch {
          // A row that breaks a rule of its table was damaged.
        }
      }
    } catch {
      // The rest of the table can't be read.
    }
  })
  return rows
}

/** The newest copy of the state that can be used. */
export function newestBackup(dir: string, version: number): string | undefined {
  const folder = backupsDir(dir)
  let names: string[] = []
  try {
    names = readdirSync(folder).filter(name => /^state-(daily|before)-.*\.db$/.test(name))
  } catch {
    return undefined
  }
  return names
    .map(name => ({ name, time: statSync(join(folder, name)).mtimeMs }))
    .toSorted((a, b) => b.time - a.time)
    .find(({ name }) => problemOfState(join(folder, name), version) === undefined)?.name
}
