import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import Database from "libsql"
import { expect, onTestFinished, test } from "vitest"
import { exampleRecipe } from "../exporting/fixtures.ts"
import { erasedShoppers, eraseShopper } from "./erase.ts"
import { picture, temporaryFolder, writeFiles } from "./fixtures/catalogs.ts"
import { importCatalog } from "./import/import.ts"
import { JobStore } from "./job-store.ts"
import { pseudonymOf } from "./persona.ts"
import { RenderStore } from "./render-store.ts"
import { createWorkspace, openWorkspace, type Workspace } from "./workspace.ts"

const scenarios = ["product"]
const secret = "jane.roe@example.org"

/** Items 1 … 7, which Jane and the shopper 1 liked. */
async function shop(): Promise<{ workspace: Workspace; dir: string }> {
  const dir = await temporaryFolder()
  const ids = ["1", "2", "3", "4", "5", "6", "7"]
  const likes = [secret, "1"].flatMap(user => ids.map(id => `${user},${id},2024-01-0${id}`))
  await writeFiles(dir, {
    "a.png": await picture(10),
    "items.csv": ["id,title,image", ...ids.map(id => `${id},Title ${id},a.png`), ""].join("\n"),
    "interactions.csv": ["user_id,item_id,timestamp", ...likes, ""].join("\n"),
  })
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  onTestFinished(() => workspace.close())
  await importCatalog(workspace, dir, { scenarios })
  return { workspace, dir }
}

/** Files below the folder that hold the text, as bytes. */
async function holders(dir: string, text: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    if ((await readFile(file)).includes(text)) found.push(file)
  }
  return found
}

test("a shopper leaves no trace in the workspace: state, personas, renders, jobs, caches, logs, backups", async () => {
  const { workspace } = await shop()
  const { dir } = workspace
  const persona = await workspace.findPersona(secret)
  const pseudonym = pseudonymOf(persona, workspace.salt)
  await workspace.duplicatePersona(persona.id, "Copy of Jane")
  await workspace.createPersona({ name: "Own", scenario: "product", items: ["1", "2"] })
  for (const [of, name] of [
    [secret, "jane"],
    ["1", "one"],
  ] as const) {
    await writeFiles(dir, { [`renders/${name}.png`]: "x" })
    new RenderStore(workspace.state).add({
      path: `renders/${name}.png`,
      recipe: exampleRecipe,
      item: "1",
      persona: of,
      metrics: null,
    })
  }
  const jobs = new JobStore(workspace.state)
  jobs.add("render", "Title 1", { item: "1", persona: secret }, "last")
  const other = jobs.add("render", "Title 1", { item: "1", persona: "1" }, "last")
  await writeFiles(dir, {
    "cache/sweeps/x.json": `{"persona":"${secret}"}`,
    "cache/widened/w.bin": "kept",
    "logs/engine.log": `one ${secret} line\nanother line\n`,
    "evaluations/a/results.jsonl": `{"user":"${pseudonym}","item":"1"}\n`,
    "evaluations/b/results.jsonl": '{"user":"shopper-000000","item":"1"}\n',
    "runs/a/samples.json": `{"train":[{"persona":"${secret}","item":"1"}]}`,
    "runs/b/samples.json": '{"train":[{"persona":"1","item":"2"}]}',
    "import-report.csv": `file,line\ninteractions.csv,2,${secret}\n`,
  })
  await mkdir(join(dir, "backups"), { recursive: true })
  workspace.state.write(state => state.prepare("VACUUM INTO ?").run(join(dir, "backups/state-before.db")))
  await writeFile(join(dir, "backups/broken.db"), `no database ${secret}`)
  await copyFile(join(dir, "backups/state-before.db"), join(dir, "backups/damaged-state.db"))
  await writeFile(join(dir, "backups/damaged-alone-state.db-wal"), `a log of ${secret}`)
  expect(await holders(dir, secret)).not.toEqual([])

  expect(await eraseShopper(workspace, secret)).toEqual({
    shopper: secret,
    interactions: 7,
    personas: 2,
    renders: 1,
    jobs: 1,
    studies: 1,
    runs: 1,
    backups: 3,
  })
  expect(await holders(dir, secret)).toEqual([])
  expect(await holders(dir, pseudonym)).toEqual([])

  // The other shopper, whose id is an item's too, has everything.
  expect((await workspace.personas()).map(({ name }) => name)).toEqual(["Own", "1"])
  expect((await workspace.renders()).map(({ persona }) => persona)).toEqual(["1"])
  expect(jobs.list().map(({ id }) => id)).toEqual([other.id])
  expect(await workspace.interactionsOf("1")).toHaveLength(7)
  expect(await readdir(join(dir, "renders"))).toEqual(["one.png"])
  expect(await readdir(join(dir, "evaluations"))).toEqual(["b"])
  expect(await readdir(join(dir, "runs"))).toEqual(["b"])
  expect(await readFile(join(dir, "logs/engine.log"), "utf8")).toBe("another line\n")
  expect(await readdir(join(dir, "cache"))).toEqual(["widened"])
  const backup = new Database(join(dir, "backups/state-before.db"))
  expect(backup.prepare("SELECT count(*) AS n FROM interactions").get()).toMatchObject({ n: 7 })
  // Whoever goes back to it keeps the shopper out of later imports all the same.
  expect(erasedShoppers(backup, workspace.salt)(secret)).toBe(true)
  backup.close()
  expect(await readdir(join(dir, "backups"))).toEqual(["state-before.db"])
})

test("an erased shopper stays out of later imports, which say so", async () => {
  const { workspace, dir } = await shop()
  await eraseShopper(workspace, secret)
  await writeFiles(dir, {
    "personas.json": JSON.stringify([{ name: "Jane", scenario: "product", user_id: secret }]),
  })
  const report = await importCatalog(workspace, dir, { scenarios })
  expect(report.interactions).toMatchObject({ taken: 7, refused: 0 })
  expect(report.notes).toContainEqual({ code: "catalog.erased_left_out", details: { count: 7 } })
  expect((await workspace.personas()).map(({ id }) => id)).toEqual(["1"])
  // Asked again, it does again what may have been cut short.
  expect(await eraseShopper(workspace, secret)).toMatchObject({ interactions: 0, personas: 0 })
})

test("a shopper goes by the persona's name, too; one whom nobody knows is refused, and so is a reader", async () => {
  const { workspace } = await shop()
  const persona = await workspace.findPersona("1")
  await workspace.updatePersona({ ...persona, name: "Mina" })
  const reader = await openWorkspace(workspace.dir, { mode: "read" })
  onTestFinished(() => reader.close())
  await expect(eraseShopper(reader, "mina")).rejects.toMatchObject({ code: "workspace.read_only" })
  expect(await eraseShopper(workspace, "mina")).toMatchObject({ shopper: "1", interactions: 7, personas: 1 })
  await expect(eraseShopper(workspace, "jane.ro@example.org")).rejects.toMatchObject({
    code: "catalog.unknown_shopper",
    details: { near: [secret] },
  })
})

test("a shopper's id means that shopper, whatever others are called; a name of two shoppers is refused", async () => {
  const { workspace } = await shop()
  workspace.state.write(state => {
    state.prepare("UPDATE personas SET name = 'Jane', id = id || '/product'").run()
    state.prepare("UPDATE personas SET name = ? WHERE shopper = '1'").run(secret.toUpperCase())
  })
  expect(await eraseShopper(workspace, secret)).toMatchObject({ shopper: secret })
  expect(await workspace.interactionsOf("1")).toHaveLength(7)
  workspace.state.write(state => {
    const persona =
      "INSERT INTO personas (id, name, scenario, origin, shopper, items) VALUES (?, 'Jo', ?, 'user', ?, '[]')"
    for (const of of ["2", "3"]) state.prepare(persona).run(of, "product", of)
  })
  await expect(eraseShopper(workspace, "jo")).rejects.toMatchObject({
    code: "catalog.unknown_shopper",
    details: { near: ["2", "3"] },
  })
})

test("personas that only a backup holds are erased there, and what names one that is long gone", async () => {
  const { workspace } = await shop()
  const { dir } = workspace
  await mkdir(join(dir, "backups"), { recursive: true })
  await writeFiles(dir, { "renders/jane.png": "x" })
  const of = `${secret}/product`
  workspace.state.write(state => {
    state.prepare("UPDATE personas SET id = ? WHERE shopper = ?").run(of, secret)
    state.prepare("VACUUM INTO ?").run(join(dir, "backups/state-before.db"))
  })
  new RenderStore(workspace.state).add({
    path: "renders/jane.png",
    recipe: exampleRecipe,
    item: "1",
    persona: of,
    metrics: null,
  })
  workspace.state.write(state => state.prepare("DELETE FROM personas WHERE shopper = ?").run(secret))
  expect(await eraseShopper(workspace, secret)).toMatchObject({ personas: 0, renders: 1 })
  expect(await holders(dir, secret)).toEqual([])
  expect(await readdir(join(dir, "renders"))).toEqual([])
})
