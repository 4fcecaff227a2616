/** The page of a trial: the shopper's history, the item, and its images in one format. */

import { existsSync } from "node:fs"
import { join } from "node:path"
import sharp, { type Sharp } from "sharp"
import { sharpOf } from "../../base/raw-image.ts"
import { historyOf, pseudonymOf } from "../../catalog/persona.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import type { Item } from "../../contract/catalog.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Scenario } from "../../contract/scenario.ts"
import { coverImage, readImage } from "../../models/image.ts"
import type { Choice, Survey, Trial } from "./survey.ts"

export interface TrialSheet {
  trial: Trial
  scenario: Scenario
  item: Item
  /** k items that the shopper took before, latest first. */
  history: Item[]
}

/** Longest side of an image that is shown, in pixels; all images of a trial have one size, so that it doesn't reveal the arm. */
const longestSide = 512

/** @throws StudioError catalog.unknown_persona, catalog.unknown_item, scenario.unknown: of what was deleted since the study */
export async function trialSheets(
  { trials }: Survey,
  workspace: Workspace,
  scenarioOf: (id: string) => Scenario,
): Promise<TrialSheet[]> {
  const personas = new Map(
    (await workspace.personas()).map(persona => [pseudonymOf(persona, workspace.salt), persona]),
  )
  return Promise.all(
    trials.map(async trial => {
      const persona = personas.get(trial.user)
      if (!persona) throw new StudioError("catalog.unknown_persona", { persona: trial.user, near: [] })
      const item = await workspace.findItem(trial.item)
      const scenario = scenarioOf(item.scenario)
      const ids = historyOf(persona, item.id, scenario.defaultHistory)
      const history = await Promise.all(ids.map(id => workspace.findItem(id)))
      return { trial, scenario, item, history }
    }),
  )
}

/** A choice as it is shown. @throws StudioError evaluation.no_choices when its file is gone */
export async function choicePicture(
  { folder }: Survey,
  { trial, item }: TrialSheet,
  choice: Choice,
  workspace: Workspace,
): Promise<Sharp> {
  const fileOf = ({ image }: Choice) =>
    image === null ? workspace.imagePath(item.image) : join(folder.imagesDir, image)
  const drawn = trial.choices.find(({ image }) => image !== null)
  if (!drawn || !existsSync(fileOf(drawn)) || !existsSync(fileOf(choice)))
    throw new StudioError("evaluation.no_choices", { folder: folder.dir })
  const { width = longestSide, height = longestSide } = await sharp(fileOf(drawn)).metadata()
  const scale = Math.min(1, longestSide / Math.max(width, height))
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)]
  return sharpOf(await coverImage(await readImage(fileOf(choice)), w, h))
}

/** An item of the history, small. */
export const historyPicture = (path: string): Sharp =>
  sharp(path).rotate().resize({ width: 160, height: 160, fit: "cover" }).flatten({ background: "white" })
