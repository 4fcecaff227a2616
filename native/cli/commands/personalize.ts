/** `iamg personalize`: makes images of an item for a persona, or makes an image again from its recipe. */
import { basename, join, resolve } from "node:path"
import type { Command } from "commander"
import { StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import type { Recipe } from "../../contract/recipe.ts"
import { settingsOfRecipe } from "../../contract/recipe-settings.ts"
import { scenarioSettings } from "../../contract/scenario.ts"
import { maxSeed } from "../../contract/setting-values.ts"
import type { SettingsInput } from "../../contract/settings.ts"
import { type SettingName, settingsTable } from "../../contract/settings-table.ts"
import { comparisonSheet } from "../../exporting/comparison-sheet.ts"
import { readRecipe } from "../../exporting/read-recipe.ts"
import { keepRender, saveImage } from "../../exporting/save-image.ts"
import { openOutput, writeExport } from "../../exporting/write-file.ts"
import { personalize } from "../../personalize/personalize.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import { replay } from "../../personalize/replay.ts"
import { Session } from "../../personalize/session.ts"
import type { Timing } from "../../personalize/stopwatch.ts"
import type { Studio } from "../../personalize/studio.ts"
import type { Attempt } from "../../runtime/runtime.ts"
import { mainSettingsText } from "../../words/setting-text.ts"
import { describeReasons } from "../describe-recipe.ts"
import { type ModelOptions, type WorkspaceOptions, withModel, withWorkspace } from "../options.ts"
import { type Context, run } from "../run.ts"
import { flagOf, readSettings, type SettingsOptions, withSettings } from "../settings.ts"
import { describeDevice, withStudio } from "../studio.ts"
import { columns, section } from "../text.ts"
import { say } from "../voice.ts"

export interface PersonalizeOptions extends WorkspaceOptions, ModelOptions, SettingsOptions {
  item?: string
  persona?: string
  recipe?: string
  out: string
}

export interface PersonalizeResult {
  title: string
  device: string
  attempts: readonly Attempt[]
  /** Of the first image; the others differ in their seed alone. */
  recipe: Recipe
  images: { file: string; seed: number; seconds: number }[]
  recipeFile: string
  /** Null for a replay, which makes single images. */
  sheet: string | null
  warnings: Note[]
  timings: Timing[]
}

export function addPersonalize(program: Command): void {
  const command = withModel(withWorkspace(program.command("personalize")))
    .description("make images of an item for a persona; or, with --recipe, the same pixels again")
    .option("--item <id>", "the item")
    .option("--persona <id>", "id or name of the persona")
    .option(
      "--recipe <file>",
      "an image that carries a recipe, or a recipe.json: replays it (only --count adds to it)",
    )
    .option("--adapter <adapter>", "a fine-tuned adapter: its id, name or folder")
    .requiredOption("--out <dir>", "folder for images, comparison sheet and recipe.json")
  withSettings(command).action(run(start, describe))
}

const start = (context: Context, options: PersonalizeOptions): Promise<PersonalizeResult> => {
  const settings = readSettings(options)
  if (options.recipe === undefined) return makeImages(context, options, settings)
  const clash = ["item", "persona", ...Object.keys(settings)].find(
    name => name !== "count" && name in { ...options, ...settings },
  )
  if (clash) throw usage(`--recipe already says what ${flagNamed(clash)} would`)
  return replayImages(context, options, options.recipe, settings.count ?? 1)
}

const flagNamed = (option: string): string =>
  option in settingsTable ? flagOf(option as SettingName) : `--${option}`

const usage = (problem: string) => new StudioError("cli.usage", { problem, command: "iamg personalize" })

/** Prepares what is missing, personalises, and leaves images, sheet and recipe.json in --out. */
export async function makeImages(
  { signal, progress }: Context,
  options: PersonalizeOptions,
  given: SettingsInput,
): Promise<PersonalizeResult> {
  const { item, persona } = options
  if (!item || !persona) throw usage("Name --item and --persona, or --recipe")
  const out = resolve(options.out)

  return withStudio(options, async studio => {
    const prepared = await prepareItems(studio, {
      signal,
      onProgress: (done, total) => progress.update("embedding", done, total),
    })
    const settings = await withScenarioDefaults(studio, item, given)
    const total = (settings.count ?? 4) * (settings.steps ?? 50)
    let steps = 0
    const { id: personaId } = await studio.workspace.findPersona(persona)
    const output = await openOutput(out)
    // An image is saved as soon as it is drawn: a cancel keeps what is done.
    const saving: Promise<string>[] = []
    const made = await personalize(
      new Session(studio),
      { item, persona, settings },
      {
        signal,
        onStep: () => progress.update("drawing", ++steps, total),
        onImage: (_index, { image, recipe }) => {
          const of = { item: recipe.plan.item.id, persona: personaId, metrics: null }
          const saved = keepRender(studio.workspace, image, recipe, of)
            .then(() => output.check())
            .then(() => saveImage(out, image, recipe))
          // Awaited below, once drawing is over.
          saved.catch(() => undefined)
          saving.push(saved)
        },
      },
    ).finally(() => Promise.all(saving))
    const files = await Promise.all(saving)

    const sheet = join(out, "sheet.png")
    const { original, images, recipe } = made
    await output.check()
    await writeExport(sheet, await comparisonSheet({ title: made.item.title, original, images }))
    const recipeFile = await writeRecipe(out, recipe)
    await output.checkFiles([...files, sheet, recipeFile].map(file => ({ name: basename(file) })))
    return {
      title: made.item.title,
      device: describeDevice(studio.runtime),
      attempts: studio.runtime.attempts,
      recipe,
      images: images.map((drawn, index) => ({
        file: files[index]!,
        seed: drawn.recipe.made.seed,
        seconds: drawn.seconds,
      })),
      recipeFile,
      sheet,
      warnings: [...made.warnings, ...prepared.warnings],
      timings: made.timings,
    }
  })
}

/** What the item's scenario starts with, where nothing else was given. */
async function withScenarioDefaults(
  { workspace, scenario }: Studio,
  itemId: string,
  given: SettingsInput,
): Promise<SettingsInput> {
  return { ...scenarioSettings(scenario((await workspace.findItem(itemId)).scenario)), ...given }
}

async function replayImages(
  { signal, progress }: Context,
  options: PersonalizeOptions,
  file: string,
  count: number,
): Promise<PersonalizeResult> {
  const recipe = await readRecipe(file)
  const out = resolve(options.out)
  return withStudio(options, async studio => {
    await prepareItems(studio, {
      signal,
      onProgress: (done, total) => progress.update("embedding", done, total),
    })
    const session = new Session(studio)
    const warnings = new Map<string, Note>()
    const images: PersonalizeResult["images"] = []
    let steps = 0
    for (let index = 0; index < count; index++) {
      const start = performance.now()
      const seed = (recipe.made.seed + index) % (maxSeed + 1)
      const own = { ...recipe, made: { ...recipe.made, seed } }
      const onStep = () => progress.update("drawing", ++steps, count * recipe.settings.steps)
      const again = await replay(session, own, { signal, onStep })
      const seconds = (performance.now() - start) / 1000
      for (const warning of again.warnings) warnings.set(say(warning), warning)
      images.push({ file: await saveImage(out, again.image, again.recipe), seed, seconds })
    }
    return {
      title: recipe.plan.item.id,
      device: describeDevice(studio.runtime),
      attempts: studio.runtime.attempts,
      recipe,
      images,
      recipeFile: await writeRecipe(out, recipe),
      sheet: null,
      warnings: [...warnings.values()],
      timings: images.map(({ seconds }, index) => ({ stage: `image ${index + 1}`, seconds })),
    }
  })
}

async function writeRecipe(out: string, recipe: Recipe): Promise<string> {
  const file = join(out, "recipe.json")
  await writeExport(file, `${JSON.stringify(recipe, null, 2)}\n`)
  return file
}

export function describe(result: PersonalizeResult): string {
  const { recipe, images, sheet, recipeFile } = result
  const { settings, plan, made } = recipe
  const files = [
    ...images.map(({ file, seed }) => [`seed ${seed}`, file]),
    ...(sheet ? [["comparison sheet", sheet]] : []),
    ["recipe", recipeFile],
  ]
  const timings = result.timings.map(({ stage, seconds }) => [stage, `${seconds.toFixed(2)} s`])
  return [
    section(
      `${result.title} for ${plan.persona.pseudonym}`,
      `${mainSettingsText(settingsOfRecipe(recipe))}, ${settings.scheduler} with ${settings.steps} steps, pack ${made.pack.name}, on ${result.device}`,
    ),
    describeReasons(plan),
    section("Time", columns(timings)),
    ...result.warnings.map(say),
    section("Files", columns(files)),
  ].join("\n\n")
}
