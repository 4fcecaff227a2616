import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import sharp from "sharp"
import { expect, test } from "vitest"
import { temporaryFolder } from "../../catalog/fixtures/catalogs.ts"
import { checkWorkspace, repairWorkspace } from "../../catalog/repair/repair-workspace.ts"
import { createWorkspace } from "../../catalog/workspace.ts"
import { note } from "../../contract/codes/index.ts"
import { exampleRecipe } from "../fixtures.ts"
import { problemsOfLayouts } from "./problems.ts"
import { addLayout } from "./store.ts"

test("a check of a workspace names its layouts that can't be used", async () => {
  const folder = await temporaryFolder()
  const workspace = await createWorkspace(join(folder, "w"))
  await workspace.close()
  const logo = { create: { width: 8, height: 8, channels: 3 as const, background: "#c33" } }
  await sharp(logo).png().toFile(join(folder, "logo.png"))
  const elements = [{ type: "image", file: "logo.png", box: { width: 0.2, height: 0.2 } }]
  for (const name of ["whole", "no-logo", "broken"]) {
    const file = join(folder, `${name}.json`)
    await writeFile(file, JSON.stringify({ version: 1, name, elements }))
    await addLayout(workspace, file, false)
  }
  const check = async () => (await checkWorkspace(workspace.dir, problemsOfLayouts)).problems
  expect(await check()).toEqual([])
  await rm(join(workspace.layoutsDir, "no-logo", "logo.png"))
  await writeFile(join(workspace.layoutsDir, "broken", "layout.json"), "{")
  const found = [
    note("repair.layout_damaged", {
      layout: "broken",
      problem: expect.objectContaining({ code: "program.quoted" }),
    }),
    note("repair.layout_damaged", {
      layout: "no-logo",
      problem: note("layout.missing_file", { file: "logo.png" }),
    }),
  ]
  expect(await check()).toEqual(found)
  const { problems } = await repairWorkspace(workspace.dir, async () => exampleRecipe, problemsOfLayouts)
  expect(problems).toEqual(found)
})
