import { mkdir, readdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { expect, test } from "vitest"
import { exampleRecipe } from "../exporting/fixtures.ts"
import { temporaryFolder } from "./fixtures/catalogs.ts"
import { RenderStore } from "./render-store.ts"
import { checkWorkspace } from "./repair/repair-workspace.ts"
import { keepWaiting, waitingRender } from "./waiting-renders.ts"
import { createWorkspace, openWorkspace } from "./workspace.ts"

const name = `${"a".repeat(64)}.png`
const of = { recipe: exampleRecipe, item: "a", persona: null, metrics: null }

async function begun(): Promise<string> {
  const dir = join(await temporaryFolder(), "workspace")
  await (await createWorkspace(dir)).close()
  const file = waitingRender(dir, name)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, "an image")
  return dir
}

const reopened = (dir: string) => openWorkspace(dir, { mode: "write" })

const files = async (dir: string): Promise<string[]> =>
  (await Promise.all(["renders", "waiting"].map(folder => readdir(join(dir, folder))))).flat()

test("an image and its row appear together", async () => {
  const dir = await begun()
  const workspace = await reopened(dir)
  await writeFile(waitingRender(dir, name), "an image")
  await keepWaiting(workspace, name, of)
  expect(await files(dir)).toEqual([name])
  expect(await workspace.renders()).toMatchObject([{ path: `renders/${name}` }])
  await workspace.close()
})

test("killed before its row, an image goes; it was never said to be done", async () => {
  const dir = await begun()
  await (await reopened(dir)).close()
  expect(await files(dir)).toEqual([])
  expect((await checkWorkspace(dir)).problems).toEqual([])
})

test("killed after its row, an image takes its place at the next opening", async () => {
  const dir = await begun()
  const workspace = await reopened(dir)
  new RenderStore(workspace.state).add({ ...of, path: `renders/${name}` })
  await workspace.close()
  await writeFile(waitingRender(dir, name), "an image")
  await (await reopened(dir)).close()
  expect(await files(dir)).toEqual([name])
  expect((await checkWorkspace(dir)).problems).toEqual([])
})
