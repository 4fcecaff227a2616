import { readdirSync } from "node:fs"
import { join } from "node:path"
import Database from "libsql"
import { expect, test } from "vitest"
import { temporaryFolder } from "./fixtures/catalogs.ts"
import { migrations } from "./migrations.ts"
import { migrate, openState, stateVersion } from "./state.ts"

const addStars = { since: "9.1.0", sql: "ALTER TABLE renders ADD COLUMN stars INTEGER NOT NULL DEFAULT 0" }

test("a migration keeps what is there and leaves a copy of the old state", async () => {
  const dir = await temporaryFolder()
  const state = openState(dir, "create")
  migrate(state, dir)
  expect(readdirSync(dir)).not.toContain("backups")
  state.exec("INSERT INTO renders (id, path, recipe, created_at) VALUES ('r', 'r.png', '{}', '2026-01-01')")

  migrate(state, dir, [...migrations, addStars])
  expect(stateVersion(state)).toBe(migrations.length + 1)
  expect(state.prepare("SELECT id, stars FROM renders").get()).toMatchObject({ id: "r", stars: 0 })

  const [copy] = readdirSync(join(dir, "backups"))
  expect(copy).toMatch(/^state-before-9\.1\.0-.*\.db$/)
  const old = new Database(join(dir, "backups", copy!))
  expect(stateVersion(old)).toBe(migrations.length)
  expect(old.prepare("SELECT id FROM renders").get()).toMatchObject({ id: "r" })
  old.close()
  state.close()
})

test("a workspace of the first version gets its renders' items and its tags by row", async () => {
  const dir = await temporaryFolder()
  const state = openState(dir, "create")
  migrate(state, dir, migrations.slice(0, 1))
  state.exec(`
    INSERT INTO renders VALUES ('r', 'r.png', '{"item":{"id":"m1"}}', '2026-01-01');
    INSERT INTO item_tags VALUES ('m1', '{"image":["dark","spy"],"text":["spy"],"own":["mine"],"tagger":"t/1"}');
  `)
  migrate(state, dir)
  expect(state.prepare("SELECT item, persona, starred, verdict FROM renders").get()).toMatchObject({
    item: "m1",
    persona: null,
    starred: 0,
    verdict: "none",
  })
  const rows = state.prepare("SELECT tag, item FROM item_tag ORDER BY tag").all() as { tag: string }[]
  expect(rows.map(({ tag }) => tag)).toEqual(["dark", "mine", "spy"])
  expect(readdirSync(join(dir, "backups"))).toHaveLength(1)
  state.close()
})

test("a workspace that keeps sentences about its jobs keeps its jobs", async () => {
  const dir = await temporaryFolder()
  const state = openState(dir, "create")
  migrate(state, dir, migrations.slice(0, 2))
  state.exec(
    "INSERT INTO jobs (id, kind, title, state, place, input, created_at, summary, report) VALUES ('j', 'tag', 'Tag the catalog', 'done', 1, '{}', '2026-01-01', '3 tagged', '{\"tagged\":3}')",
  )
  migrate(state, dir)
  expect(state.prepare("SELECT state, figures, report FROM jobs").get()).toMatchObject({
    state: "done",
    figures: "{}",
    report: '{"tagged":3}',
  })
  state.close()
})

test("a migration that fails changes nothing", async () => {
  const dir = await temporaryFolder()
  const state = openState(dir, "create")
  migrate(state, dir)
  const broken = [...migrations, addStars, { since: "9.1.0", sql: "ALTER TABLE nothing ADD COLUMN x" }]
  expect(() => migrate(state, dir, broken)).toThrow("nothing")
  expect(stateVersion(state)).toBe(migrations.length)
  expect(() => state.prepare("SELECT stars FROM renders").get()).toThrow("workspace.damaged")
  state.close()
})
