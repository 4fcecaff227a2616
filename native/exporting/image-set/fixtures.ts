/** What tests of image sets share: a studio of random weights on a small catalog with two personas. */
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import sharp from "sharp"
import { importCatalog } from "../../catalog/import/import.ts"
import { createWorkspace } from "../../catalog/workspace.ts"
import { type ImageSet, type ImageSetInput, imageSetSchema } from "../../contract/image-set.ts"
import type { PrecisionChoice } from "../../contract/settings.ts"
import { fixture } from "../../models/fixtures.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import { openStudio, type Studio } from "../../personalize/studio.ts"

/** Six items of one colour each, `i0` … `i5`, the last with a title that a spreadsheet would take for a formula. */
async function writeCatalog(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  const rows = ["id,title,description,image"]
  for (const [index, background] of ["#c33", "#3c3", "#33c", "#cc3", "#3cc", "#c3c"].entries()) {
    await sharp({ create: { width: 40, height: 60, channels: 3, background } })
      .png()
      .toFile(join(dir, `${index}.png`))
    rows.push(`i${index},${index === 5 ? "=1+1" : `Title ${index}`},about number ${index},${index}.png`)
  }
  await writeFile(join(dir, "items.csv"), rows.join("\n"))
}

/** Opened in `folder`; its personas are called Ada and Bo, and know i1 … i4. */
export async function openSmallStudio(
  folder: string,
  model: { packDir?: string; precision?: PrecisionChoice } = {},
): Promise<Studio> {
  await writeCatalog(join(folder, "catalog"))
  const workspaceDir = join(folder, "workspace")
  const workspace = await createWorkspace(workspaceDir)
  const scenario = { scenario: "movie-poster", scenarios: ["movie-poster"] }
  await importCatalog(workspace, join(folder, "catalog"), scenario)
  for (const { id } of await workspace.items())
    await workspace.setItemTags(id, { image: [`tag ${id}`], text: [], own: [], tagger: "test/1" })
  for (const name of ["Ada", "Bo"]) {
    const items = ["i1", "i2", "i3", "i4"]
    await workspace.createPersona({ name, scenario: "movie-poster", items, pinned: [name], banned: [] })
  }
  await workspace.close()
  const studio = await openStudio({
    workspaceDir,
    mode: "write",
    packDir: fixture("tiny"),
    scenariosDir: join(import.meta.dirname, "../../../resources/scenarios"),
    device: "cpu",
    ...model,
  })
  await prepareItems(studio)
  return studio
}

/** i0 and i5 for Ada and Bo, small and quick. */
export async function smallSet(
  { workspace }: Studio,
  change: Partial<ImageSetInput> = {},
): Promise<ImageSet> {
  const personas = (await workspace.personas()).map(({ id }) => id)
  const settings = { width: 64, height: 64, steps: 2, count: 1, history: 3, neighbours: 2 }
  return imageSetSchema.parse({ name: "Autumn", items: ["i0", "i5"], personas, settings, ...change })
}
