/**
 * libsql ends the whole process when it reads a text that isn't valid UTF-8. So texts are asked for as bytes and decoded
 * here, where damage is an error that can be caught.
 */
import type { State } from "./state.ts"

type Statement = ReturnType<State["prepare"]>
type Row = Record<string, unknown>

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** Bytes in a row are texts: no table of a state has a column of bytes. @throws TypeError where one isn't valid UTF-8 */
function decoded(row: Row): Row {
  for (const name in row) {
    const value = row[name]
    if (value instanceof ArrayBuffer || value instanceof Uint8Array) row[name] = decoder.decode(value)
  }
  return row
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** A query with its texts as bytes; every other value and the order of rows stay. Null where `sql` only changes something. */
function asBytes(sql: string, statement: Statement): string | null {
  if (!/^\s*(SELECT|WITH)\b/i.test(sql)) return null
  const names = statement.columns().map(({ name }) => name)
  const values = names.map(
    (name, n) => `CASE typeof(c${n}) WHEN 'text' THEN CAST(c${n} AS BLOB) ELSE c${n} END AS ${quoted(name)}`,
  )
  return `WITH asked(${names.map((_, n) => `c${n}`).join(", ")}) AS (\n${sql.replace(/;\s*$/, "")}\n) SELECT ${values.join(", ")} FROM asked`
}

/** Has queries of `state` end in an error where a text is damaged; `onDamage` makes it. */
export function readingTextAsBytes(state: State, onDamage: (cause: unknown) => Error): void {
  const prepare = state.prepare.bind(state)
  const checked = <Result>(read: () => Result): Result => {
    try {
      return read()
    } catch (error) {
      throw error instanceof TypeError ? onDamage(error) : error
    }
  }
  state.prepare = ((sql: string) => {
    const asked = prepare(sql)
    const query = asBytes(sql, asked)
    if (query === null) return asked
    const statement = prepare(query)
    const { all } = statement
    return Object.assign(statement, {
      // Read to its end: one that isn't would keep the log from being folded in as long as the statement is known.
      get: (...values: unknown[]) => {
        const [row] = all.call(statement, ...values) as Row[]
        return row && checked(() => decoded(row))
      },
      all: (...values: unknown[]) => {
        const rows = all.call(statement, ...values) as Row[]
        return checked(() => rows.map(decoded))
      },
    })
  }) as State["prepare"]
}
