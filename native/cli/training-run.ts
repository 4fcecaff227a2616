/** A training run on the command line, whatever it learns: going on with it, what it costs, and what came of it. */
import type { Workspace } from "../catalog/workspace.ts"
import { StudioError } from "../contract/errors.ts"
import type { RunCost } from "../contract/run-cost.ts"
import type { Run } from "../contract/training.ts"
import { ProblemError } from "../engine/problem.ts"
import { loadScenarios } from "../interests/scenarios.ts"
import { openStudioOn, type Studio } from "../personalize/studio.ts"
import { forkTrainer } from "../training/process/fork.ts"
import { superviseRun } from "../training/process/supervise.ts"
import type { RunFolder } from "../training/run-folder.ts"
import { keepResult } from "../training/start-run.ts"
import { interruptible } from "./interrupt.ts"
import { type ModelOptions, packDirOf } from "./options.ts"
import { scenariosDir } from "./places.ts"
import { Progress } from "./progress.ts"
import { columns, section } from "./text.ts"
import { numberText, say, text } from "./voice.ts"

interface Options extends ModelOptions {
  json?: boolean
}

/** Opens the models that a run is checked with, as it will use them; they are put away before the trainer's are opened. */
export async function withTrainingStudio<Result>(
  workspace: Workspace,
  { device, ...options }: ModelOptions,
  work: (studio: Studio) => Promise<Result>,
): Promise<Result> {
  const scenarios = await loadScenarios([scenariosDir, workspace.scenariosDir])
  const opened = { packDir: packDirOf(options), device, precision: "full" } as const
  const studio = await openStudioOn(workspace, scenarios, opened)
  return work(studio).finally(() => studio.close())
}

/** Goes on to the end of a run. @throws StudioError training.paused, and the problem that it ended with */
export async function goOn(workspace: Workspace, folder: RunFolder, options: Options): Promise<Run> {
  const run = await follow(workspace, folder, options)
  if (run.state === "paused") throw new StudioError("training.paused", { run: run.id, step: run.step })
  if (run.problem) throw new ProblemError(run.problem)
  return run
}

async function follow(workspace: Workspace, folder: RunFolder, options: Options): Promise<Run> {
  const progress = new Progress()
  const { device, json } = options
  const trainer = {
    workspaceDir: workspace.dir,
    run: folder.id,
    scenariosDir,
    device,
    packDir: packDirOf(options),
  }
  const run = await interruptible(interrupted => {
    const stop = new AbortController()
    interrupted.addEventListener("abort", () => stop.abort("pause"))
    return superviseRun(forkTrainer, folder, trainer, {
      signal: stop.signal,
      onRun: ({ doing, step, settings, loss }) => {
        if (json) return
        if (doing) progress.update(say(doing), 0, null)
        else
          progress.update(
            text("progress.loss", { loss: loss === null ? "…" : numberText(loss, 4) }),
            step,
            settings.steps,
          )
      },
      onStep: json ? result => process.stdout.write(`${JSON.stringify(result)}\n`) : undefined,
    })
  }, "pausing")
  progress.clear()
  return run.state === "done" || run.state === "stopped" ? keepResult(workspace, folder) : run
}

export function describeRun({
  name,
  step,
  firstValidation,
  bestValidation,
  bestStep,
  adapter,
  lora,
  notes,
}: Run): string {
  const losses = { before: loss(firstValidation), best: loss(bestValidation) }
  const left =
    lora === null
      ? text("train.adapter", { adapter: `${adapter}`, command: `iamg personalize --adapter ${adapter} …` })
      : text("teach.lora", { lora, command: `iamg personalize --lora ${lora} …` })
  return [
    text("train.summary", { name, steps: step, ...losses, bestStep: `${bestStep}` }),
    ...notes.map(say),
    left,
  ].join("\n")
}

export const loss = (value: number | null): string =>
  value === null ? text("common.unknown") : numberText(value, 5)

/** What a run takes, what is worth knowing, and whether it can start. */
export function describeCost(check: RunCost): string[] {
  const { seconds, refusals, warnings } = check
  const needs = (needed: number, free: number) =>
    text("train.free", { needed: gigabytes(needed), free: gigabytes(free) })
  const cost = [
    [text("train.device"), text("train.atOnce", { device: check.device, samples: check.microBatch })],
    [
      text("train.time"),
      seconds === null ? text("common.unknown") : text("common.about", { amount: durationText(seconds) }),
    ],
    [text("train.memory"), needs(check.memoryBytes, check.freeMemoryBytes)],
    [text("train.disk"), needs(check.diskBytes, check.freeDiskBytes)],
  ]
  const verdict = refusals.map(refusal => {
    const { message, next } = say.error(refusal)
    return text("common.problemAndNext", { message, next })
  })
  return [
    section(text("train.cost"), columns(cost)),
    ...(warnings.length > 0 ? [section(text("train.warnings"), warnings.map(say).join("\n"))] : []),
    verdict.length > 0 ? section(text("train.cannotStart"), verdict.join("\n")) : text("train.canStart"),
  ]
}

const gigabytes = (bytes: number): string => text("common.gigabytes", { gigabytes: bytes / 1e9 })

function durationText(seconds: number): string {
  if (seconds < 90) return text("common.wholeSeconds", { seconds: Math.ceil(seconds) })
  if (seconds < 5400) return text("common.minutes", { minutes: Math.ceil(seconds / 60) })
  return text("common.hours", { hours: seconds / 3600 })
}
