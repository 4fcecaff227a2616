import Database from "libsql"
import { afterEach, beforeEach, expect, test } from "vitest"
import type { State } from "./state.ts"
import { readingTextAsBytes } from "./text-as-bytes.ts"

let state: State
beforeEach(() => {
  state = new Database(":memory:")
  readingTextAsBytes(state, cause => new Error("damaged", { cause }))
  state.exec("CREATE TABLE t (id INTEGER, name TEXT)")
  const insert = state.prepare("INSERT INTO t VALUES (?, ?)")
  for (const [id, name] of [
    [1, "Tür\u0000 🎈"],
    [2, "\ufeff灯塔"],
    [3, ""],
    [4, null],
  ] as const)
    insert.run(id, name)
})
afterEach(() => {
  state.close()
})

test("values, their names and the order of rows stay as they are", () => {
  const query = state.prepare("SELECT id, name, id * 0.5, count(*) OVER () AS n FROM t ORDER BY id DESC;")
  expect(query.all()).toEqual([
    { id: 4, name: null, "id * 0.5": 2, n: 4 },
    { id: 3, name: "", "id * 0.5": 1.5, n: 4 },
    { id: 2, name: "\ufeff灯塔", "id * 0.5": 1, n: 4 },
    { id: 1, name: "Tür\u0000 🎈", "id * 0.5": 0.5, n: 4 },
  ])
})

test("parameters are bound by place and by name; a row that isn't there is none", () => {
  expect(state.prepare("SELECT name FROM t WHERE id = ? LIMIT ?").get(3, 1)).toMatchObject({ name: "" })
  expect(state.prepare("SELECT id FROM t WHERE name = :name").all({ name: "" })).toEqual([{ id: 3 }])
  expect(state.prepare("SELECT id FROM t WHERE id = 9").get()).toBeUndefined()
  expect(state.prepare("WITH one AS (SELECT 'a' AS x) SELECT x, x AS y FROM one").get()).toMatchObject({
    x: "a",
    y: "a",
  })
})

test("what changes the state is done once", () => {
  expect(state.prepare("UPDATE t SET name = 'x' WHERE id > ?").run(2).changes).toBe(2)
  expect(state.prepare("DELETE FROM t WHERE id > 2 RETURNING id").all()).toEqual([{ id: 3 }, { id: 4 }])
  expect(state.prepare("PRAGMA user_version").get()).toMatchObject({ user_version: 0 })
})

test("a text that isn't valid UTF-8 is an error", () => {
  state.exec("UPDATE t SET name = CAST(x'4dff' AS TEXT) WHERE id = 2")
  expect(() => state.prepare("SELECT name FROM t").all()).toThrow("damaged")
  expect(() => state.prepare("SELECT name FROM t WHERE id = 2").get()).toThrow("damaged")
  expect(state.prepare("SELECT name FROM t WHERE id = 3").get()).toMatchObject({ name: "" })
})
