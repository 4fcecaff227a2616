/** The history through its calls, on renders that were noted without drawing. */
import { access, mkdir, readFile, rm, rmdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { createRouterClient } from "@orpc/server"
import { expect, onTestFinished, test } from "vitest"
import type { Log } from "../../base/log/log.ts"
import { item, temporaryFolder } from "../../catalog/fixtures/catalogs.ts"
import { RenderStore } from "../../catalog/render-store.ts"
import { createWorkspace } from "../../catalog/workspace.ts"
import { exampleRecipe } from "../../exporting/fixtures.ts"
import { type EngineContext, os } from "../context.ts"
import { ItemIndex } from "./item-index.ts"
import { purgeRenders, rendersRouter } from "./renders.ts"

/** Three renders a, b, c of one item, oldest first; a and b are the same file, as equal pictures are. */
async function openHistory() {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  onTestFinished(() => workspace.close())
  await workspace.commit({ items: [item("m0"), item("m1")], interactions: [], names: [], k: 5 })
  const mina = await workspace.createPersona({ name: "Mina", scenario: "product", items: ["m1"] })
  const published: string[] = []
  const errors: string[] = []
  const context = {
    workspace,
    log: { error: (event: string) => errors.push(event) } as Partial<Log> as Log,
    publish: event => published.push(event.type === "changed" ? event.what : event.type),
  } as Partial<EngineContext> as EngineContext
  const connection = { id: "test", signal: new AbortController().signal }
  const router = os.renders.router(rendersRouter(context, new ItemIndex(workspace)))
  const renders = createRouterClient(router, { context: { connection } })
  const store = new RenderStore(workspace.state)
  const fileOf = (name: string) => join(workspace.dir, "renders", name)
  const made: string[] = []
  for (const [name, persona] of [
    ["same.png", mina.id],
    ["same.png", null],
    ["other.png", "gone"],
  ] as const) {
    await writeFile(fileOf(name), name)
    const draft = { path: `renders/${name}`, recipe: exampleRecipe, item: "m0", persona, metrics: null }
    made.push(store.add(draft).id)
    // The history is in the order of time, which has a resolution of milliseconds.
    const since = Date.now()
    while (Date.now() === since);
  }
  const [a, b, c] = made as [string, string, string]
  return { workspace, context, renders, store, fileOf, published, errors, mina, a, b, c }
}

const found = async (list: Promise<{ renders: { id: string }[] }>) => (await list).renders.map(({ id }) => id)

test("renders are listed newest first, in pages, with the names of item and persona", async () => {
  const { renders, a, b, c, mina } = await openHistory()
  expect(await found(renders.list({}))).toEqual([c, b, a])
  expect(await renders.list({ offset: 1, limit: 1 })).toMatchObject({ total: 3, renders: [{ id: b }] })
  expect(await found(renders.list({ persona: mina.id }))).toEqual([a])
  expect(await found(renders.list({ item: "m1" }))).toEqual([])
  expect(await renders.get({ id: a })).toMatchObject({ itemTitle: "Title of m0", personaName: "Mina" })
  // A persona that is gone goes by the recipe's name for it.
  expect((await renders.get({ id: c })).personaName).toBe(exampleRecipe.plan.persona.pseudonym)
})

test("stars and verdicts are kept apart, and filter the list", async () => {
  const { renders, published, a, b, c } = await openHistory()
  await renders.mark({ ids: [a, b], starred: true })
  expect(await renders.mark({ ids: [b], verdict: "approved" })).toMatchObject([
    { id: b, starred: true, verdict: "approved" },
  ])
  expect(await found(renders.list({ starred: true }))).toEqual([b, a])
  expect(await found(renders.list({ starred: false }))).toEqual([c])
  expect(await found(renders.list({ verdict: "approved" }))).toEqual([b])
  expect(published).toEqual(["renders", "renders"])
})

test("a removed render is out of sight at once and comes back; an unknown one is said", async () => {
  const { renders, a, b, c } = await openHistory()
  expect(await renders.remove({ ids: [a, c] })).toEqual({ removed: 2 })
  expect(await found(renders.list({}))).toEqual([b])
  expect((await renders.restore({ ids: [a, c] })).map(({ id }) => id)).toEqual([a, c])
  expect(await found(renders.list({}))).toEqual([c, b, a])
  await expect(renders.get({ id: "00000000-0000-4000-8000-000000000000" })).rejects.toMatchObject({
    code: "render.unknown",
  })
})

test("files go 30 days after the last render that shows them was removed", async () => {
  const { workspace, context, renders, fileOf, errors, a, b, c } = await openHistory()
  const there = async (name: string) =>
    access(fileOf(name)).then(
      () => true,
      () => false,
    )
  await renders.remove({ ids: [a, c] })
  await purgeRenders(context)
  expect([await there("same.png"), await there("other.png")]).toEqual([true, true])

  const backdate = (days: number) =>
    workspace.state.write(state => {
      const time = new Date(Date.now() - days * 86_400_000).toISOString()
      state.prepare("UPDATE renders SET removed_at = ? WHERE removed_at IS NOT NULL").run(time)
    })
  backdate(31)
  await purgeRenders(context)
  expect([await there("same.png"), await there("other.png")]).toEqual([true, false])
  await renders.remove({ ids: [b] })
  backdate(31)
  // A file that can't be removed now keeps its row, so that it isn't forgotten on the disk.
  const kept = await readFile(fileOf("same.png"))
  await rm(fileOf("same.png"))
  await mkdir(fileOf("same.png"))
  await purgeRenders(context)
  expect(errors).toEqual(["removing a render's file"])
  await rmdir(fileOf("same.png"))
  await writeFile(fileOf("same.png"), kept)
  await purgeRenders(context)
  expect(await there("same.png")).toBe(false)
})
