/** `iamg personalize`: makes images of an item for a persona, or makes an image again from its recipe. */
import { basename, join, resolve } from "node:path"
import type { Command } from "commander"
import { note } from "../../contract/codes/index.ts"
import type { Note } from "../../contract/note.ts"
import type { Recipe } from "../../contract/recipe.ts"
import { settingsOfRecipe } from "../../contract/recipe-settings.ts"
import { scenarioSettings } from "../../contract/scenario.ts"
import { maxSeed } from "../../contract/setting-values.ts"
import type { SettingsInput } from "../../contract/settings.ts"
import { type SettingName, settingsTable } from "../../contract/settings-table.ts"
import { upscaleTimes } from "../../contract/upscaler.ts"
import { stepsTaken } from "../../diffusion/scheduler.ts"
import { comparisonSheet } from "../../exporting/comparison-sheet.ts"
import { readRecipe } from "../../exporting/read-recipe.ts"
import { keepRender, saveBeside, saveImage } from "../../exporting/save-image.ts"
import { openOutput } from "../../exporting/write-file.ts"
import { type PersonalizeStage, personalize } from "../../personalize/personalize.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import { type Replay, replay } from "../../personalize/replay.ts"
import { Session } from "../../personalize/session.ts"
import type { Timing } from "../../personalize/stopwatch.ts"
import type { Studio } from "../../personalize/studio.ts"
import { openNamedUpscaler, upscaleImage } from "../../personalize/upscalers.ts"
import { describeReasons } from "../describe-recipe.ts"
import {
  choiceOption,
  type ModelOptions,
  type WorkspaceOptions,
  withModel,
  withWorkspace,
} from "../options.ts"
import { type Context, run } from "../run.ts"
import {
  flagOf,
  mainSettings,
  readSettings,
  type SettingsOptions,
  valueText,
  withSettings,
} from "../settings.ts"
import { type DeviceInUse, describeDevice, deviceInUse, keepHint, withStudio } from "../studio.ts"
import { columns, section } from "../text.ts"
import { UsageProblem } from "../usage-problem.ts"
import { help, localeInUse, say, text } from "../voice.ts"

export interface PersonalizeOptions extends WorkspaceOptions, ModelOptions, SettingsOptions {
  item?: string
  persona?: string
  recipe?: string
  hint?: string
  /** Enlarges the images that are saved. */
  upscaler?: string
  times?: string
  out: string
}

export interface PersonalizeResult extends DeviceInUse {
  title: string
  /** Of the first image; the others differ in their seed alone. */
  recipe: Recipe
  images: { file: string; seed: number; seconds: number }[]
  recipeFile: string
  /** Null for a replay, which makes single images. */
  sheet: string | null
  warnings: Note[]
  timings: Timing<PersonalizeStage>[]
}

export function addPersonalize(program: Command): void {
  const command = withModel(withWorkspace(program.command("personalize")))
    .description(help("personalize.about"))
    .option("--item <id>", help("common.item"))
    .option("--persona <id>", help("common.persona"))
    .option("--recipe <file>", help("personalize.recipe"))
    .option("--adapter <adapter>", help("common.adapter"))
    .option("--hint <file>", help("common.hint"))
    .option("--upscaler <upscaler>", help("personalize.upscaler"))
    .addOption(choiceOption("--times <factor>", help("personalize.times"), upscaleTimes.map(String)))
    .requiredOption("--out <dir>", help("personalize.out"))
  withSettings(command).action(run(start, describe))
}

const start = (context: Context, options: PersonalizeOptions): Promise<PersonalizeResult> => {
  const settings = readSettings(options)
  if (options.times !== undefined && options.upscaler === undefined)
    throw new UsageProblem(note("cli.times_of", {}))
  if (options.recipe === undefined) return makeImages(context, options, settings)
  const clash = ["item", "persona", "hint", ...Object.keys(settings)].find(
    name => name !== "count" && name in { ...options, ...settings },
  )
  if (clash) throw new UsageProblem(note("cli.recipe_says", { flag: flagNamed(clash) }))
  return replayImages(context, options, options.recipe, settings.count ?? 1)
}

const flagNamed = (option: string): string =>
  option in settingsTable ? flagOf(option as SettingName) : `--${option}`

/** Prepares what is missing, personalises, and leaves images, sheet and recipe.json in --out. */
export async function makeImages(
  { signal, progress }: Context,
  options: PersonalizeOptions,
  given: SettingsInput,
): Promise<PersonalizeResult> {
  const { item, persona } = options
  if (!item || !persona) throw new UsageProblem(note("cli.item_and_persona", {}))
  const out = resolve(options.out)

  return withStudio(options, async studio => {
    const prepared = await prepareItems(studio, {
      signal,
      onProgress: (done, total) => progress.update(text("progress.embedding"), done, total),
    })
    const hint = await keepHint(studio, options)
    const settings = await withScenarioDefaults(studio, item, { ...given, ...hint })
    const { scheduler = "ddim", steps: asked = 50, start = 0, count = 4 } = settings
    const total = count * stepsTaken({ scheduler, steps: asked, start })
    let steps = 0
    const { id: personaId } = await studio.workspace.findPersona(persona)
    // Not before there is something to write: what is refused leaves no folder.
    let opened: ReturnType<typeof openOutput> | undefined
    const output = () => {
      opened ??= openOutput(out)
      return opened
    }
    const enlarge = await enlarging(studio, options, signal)
    // An image is saved as soon as it is drawn: a cancel keeps what is done.
    const saving: Promise<string>[] = []
    const made = await personalize(
      new Session(studio),
      { item, persona, settings },
      {
        signal,
        onStep: () => progress.update(text("progress.drawing"), ++steps, total),
        onImage: (_index, { image, recipe }) => {
          const of = { item: recipe.plan.item.id, persona: personaId, metrics: null }
          const saved = keepRender(studio.workspace, image, recipe, of)
            .then(output)
            .then(folder => folder.check())
            .then(() => enlarge({ image, recipe }))
            .then(saved => saveImage(out, saved.image, saved.recipe))
          // Awaited below, once drawing is over.
          saved.catch(() => undefined)
          saving.push(saved)
        },
      },
    ).finally(() => Promise.all(saving))
    const files = await Promise.all(saving)

    const { original, images, recipe } = made
    const folder = await output()
    await folder.check()
    const compared = { title: made.item.title, original, images, locale: localeInUse() }
    const sheet = await saveBeside(join(out, "sheet.png"), await comparisonSheet(compared))
    const recipeFile = await writeRecipe(out, recipe)
    await folder.checkFiles([...files, sheet, recipeFile].map(file => ({ name: basename(file) })))
    return {
      title: made.item.title,
      ...deviceInUse(studio.runtime),
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
      onProgress: (done, total) => progress.update(text("progress.embedding"), done, total),
    })
    const session = new Session(studio)
    const enlarge = await enlarging(studio, options, signal)
    const warnings = new Map<string, Note>()
    const images: PersonalizeResult["images"] = []
    let steps = 0
    const total = count * stepsTaken(recipe.settings)
    for (let index = 0; index < count; index++) {
      const start = performance.now()
      const seed = (recipe.made.seed + index) % (maxSeed + 1)
      const own = { ...recipe, made: { ...recipe.made, seed } }
      const onStep = () => progress.update(text("progress.drawing"), ++steps, total)
      const again = await replay(session, own, { signal, onStep })
      const seconds = (performance.now() - start) / 1000
      for (const warning of again.warnings) warnings.set(JSON.stringify(warning), warning)
      const saved = await enlarge(again)
      images.push({ file: await saveImage(out, saved.image, saved.recipe), seed, seconds })
    }
    return {
      title: recipe.plan.item.id,
      ...deviceInUse(studio.runtime),
      recipe,
      images,
      recipeFile: await writeRecipe(out, recipe),
      sheet: null,
      warnings: [...warnings.values()],
      timings: images.map(({ seconds }) => ({ stage: "image", seconds })),
    }
  })
}

type Drawn = Pick<Replay, "image" | "recipe">

/** What an image is before it is saved: as it was drawn, or enlarged. */
async function enlarging(
  studio: Studio,
  { upscaler, times }: PersonalizeOptions,
  signal: AbortSignal,
): Promise<(drawn: Drawn) => Promise<Drawn>> {
  if (upscaler === undefined) return async drawn => drawn
  const opened = await openNamedUpscaler(studio, upscaler)
  const asked = times === undefined ? undefined : Number(times)
  return drawn => upscaleImage(studio.workspace, opened, drawn, { signal, times: asked })
}

const writeRecipe = (out: string, recipe: Recipe): Promise<string> =>
  saveBeside(join(out, "recipe.json"), `${JSON.stringify(recipe, null, 2)}\n`)

export function describe(result: PersonalizeResult): string {
  const { title, recipe, images, sheet, recipeFile } = result
  const { settings, plan, made } = recipe
  const files = [
    ...images.map(({ file, seed }) => [text("personalize.seed", { seed: `${seed}` }), file]),
    ...(sheet ? [[text("personalize.sheet"), sheet]] : []),
    [text("personalize.recipe"), recipeFile],
  ]
  let image = 0
  const timings = result.timings.map(({ stage, seconds }) => [
    stage === "image" ? text("personalize.image", { number: ++image }) : text(`personalize.${stage}`),
    text("common.seconds", { seconds }),
  ])
  const how = {
    settings: mainSettings(settingsOfRecipe(recipe)),
    scheduler: valueText("scheduler", settings.scheduler),
    steps: settings.steps,
    pack: made.pack.name,
    device: describeDevice(result),
  }
  return [
    section(
      text("recipe.title", { item: title, persona: plan.persona.pseudonym }),
      text("personalize.settings", how),
    ),
    describeReasons(plan),
    section(text("personalize.time"), columns(timings)),
    ...result.warnings.map(say),
    section(text("common.files"), columns(files)),
  ].join("\n\n")
}
