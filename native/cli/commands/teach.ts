/** `iamg teach`: teaches the pack one product by a word, in a process of its own; it leaves a LoRA. */
import { stat } from "node:fs/promises"
import { resolve } from "node:path"
import type { Command } from "commander"
import type { Workspace } from "../../catalog/workspace.ts"
import { note } from "../../contract/codes/index.ts"
import type { TeachingCheck } from "../../contract/teaching.ts"
import type { Studio } from "../../personalize/studio.ts"
import { checkTeaching } from "../../training/product/check-teaching.ts"
import type { TaughtSource } from "../../training/product/pictures.ts"
import { createProductRun } from "../../training/start-run.ts"
import { interruptible } from "../interrupt.ts"
import { type ModelOptions, type WorkspaceOptions, withPackAndDevice, withWorkspace } from "../options.ts"
import { columns, section } from "../text.ts"
import { describeCost, describeRun, goOn, withTrainingStudio } from "../training-run.ts"
import { readTeachingSettings, withTeachingSettings } from "../training-settings.ts"
import { UsageProblem } from "../usage-problem.ts"
import { help, text } from "../voice.ts"
import { withOpenWorkspace } from "../workspace.ts"

interface Options extends WorkspaceOptions, ModelOptions {
  name?: string
  check?: boolean
  fullSpeed?: boolean
  json?: boolean
  word: string
  persona?: string
}

export function addTeach(program: Command): void {
  withTeachingSettings(withPackAndDevice(withWorkspace(program.command("teach"))))
    .description(help("teach.about"))
    .argument("[pictures...]", help("teach.pictures"))
    .option("--persona <persona>", help("teach.persona"))
    .option("--name <name>", help("teach.name"))
    .option("--full-speed", help("train.fullSpeed"))
    .option("--check", help("teach.check"))
    .addHelpText("after", `\n${help("teach.resume")}\n${help("train.jsonLines")}`)
    .action(teach)
}

function teach(named: string[], options: Options): Promise<void> {
  const print = (json: unknown, text: string) =>
    process.stdout.write(`${options.json ? JSON.stringify(json) : text}\n`)
  return withOpenWorkspace("write", options, async workspace => {
    const settings = readTeachingSettings(options, !options.fullSpeed)
    const source = await sourceOf(workspace, named, options.persona)
    if (options.check) {
      const check = await withStudio(workspace, options, (studio, signal) =>
        checkTeaching(studio, settings, source, signal),
      )
      print(check, describeCheck(check))
      return
    }
    const name = options.name ?? settings.word
    const folder = await withStudio(workspace, options, (studio, signal) =>
      createProductRun(studio, name, settings, source, signal),
    )
    const run = await goOn(workspace, folder, options)
    print({ run }, describeRun(run))
  })
}

/**
 * A folder of pictures where there is one of that name, else items; and those that a persona likes.
 *
 * @throws StudioError catalog.unknown_persona
 */
async function sourceOf(
  workspace: Workspace,
  named: readonly string[],
  persona: string | undefined,
): Promise<TaughtSource> {
  if (named.length === 0 && persona === undefined)
    throw new UsageProblem(note("cli.nothing_named", { flags: ["<pictures...>", "--persona"] }))
  const liked = persona === undefined ? [] : (await workspace.findPersona(persona)).items
  const [first] = named
  const folder = named.length === 1 ? resolve(first!) : undefined
  const isFolder = folder && (await stat(folder).catch(() => null))?.isDirectory()
  return isFolder ? { items: liked, folder } : { items: [...new Set([...named, ...liked])] }
}

const withStudio = <Result>(
  workspace: Workspace,
  options: Options,
  work: (studio: Studio, signal: AbortSignal) => Promise<Result>,
): Promise<Result> =>
  withTrainingStudio(workspace, options, studio => interruptible(signal => work(studio, signal)))

function describeCheck(check: TeachingCheck): string {
  const { pictures, heldOut, same, unreadable, pieces } = check
  const product = [
    [text("teach.picturesFound"), text("train.sampleCounts", { samples: pictures, heldOut })],
    [
      text("teach.leftOut"),
      text("teach.leftOutCounts", { same: same.length, unreadable: unreadable.length }),
    ],
    [text("teach.taughtAs"), check.text],
    [text("teach.classAs"), check.classText],
    [text("teach.pieces"), text("teach.pieceCount", { pieces })],
  ]
  return [section(text("teach.product"), columns(product)), ...describeCost(check)].join("\n\n")
}
