/** Fine-tuning: the starter's steps and its validation curve, and a step at Stable Diffusion 1.5's shapes against PyTorch. */
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { previewSettings } from "../../native/contract/settings.ts"
import { trainingSettingsSchema } from "../../native/contract/training.ts"
import { Session } from "../../native/personalize/session.ts"
import { openStudioOn } from "../../native/personalize/studio.ts"
import { forkTrainer } from "../../native/training/process/fork.ts"
import { train } from "../../native/training/run.ts"
import { RunFolder } from "../../native/training/run-folder.ts"
import { type Bench, figure, median, medianSeconds, type Print } from "./figure.ts"
import { here, measure } from "./measured.ts"
import { randomSd15 } from "./random-sd15.ts"
import { scenariosDir, starterPack, withSampleStudio } from "./sample-studio.ts"

/** Steps of the paper (appendix A.2), and how many of them are made here to measure. */
const paperSteps = 2000
const starterSteps = 60
const sd15Steps = 3

export const bench: Bench = {
  name: "train",
  about:
    "starter steps of 16 and their validation; SD 1.5 shapes, 512×512, one sample: time and memory against PyTorch",
  async run(print) {
    await starter(print)
    await whilePreviewing(print)
    await shipped(print)
    await stableDiffusion(print)
  },
}

function starter(print: Print): Promise<void> {
  return withSampleStudio(async ({ studio: { workspace, scenarios, pack } }) => {
    const studio = await openStudioOn(workspace, scenarios, {
      packDir: starterPack,
      device: "cpu",
      lean: true,
    })
    try {
      const settings = trainingSettingsSchema.parse({ steps: starterSteps, validateEvery: 20, drawEvery: 0 })
      const folder = await RunFolder.create(workspace.runsDir, "bench", { kind: "interests", settings }, pack)
      const run = await train(studio, folder, {
        stopRequest: () => null,
        onRun: () => undefined,
        onStep: () => undefined,
      })
      const seconds = run.secondsPerStep!
      print(figure("starter, a step of 16 samples", seconds, "s"))
      print(figure("starter, steps a second", 1 / seconds, ""))
      print(figure(`starter, ${paperSteps} steps`, (paperSteps * seconds) / 3600, "h", { atMost: 2 }))
      print(figure("starter, most memory", run.memoryBytes! / 2 ** 30, "GiB"))
      for (const { step, loss } of (await folder.curves()).validation)
        print(figure(`starter, held-out loss after ${step} more steps`, loss, ""))
    } finally {
      await studio.close()
    }
  })
}

/** How long previews take while a polite trainer works beside them. */
function whilePreviewing(print: Print): Promise<void> {
  return withSampleStudio(async ({ studio }) => {
    const { workspace, pack } = studio
    const [persona] = (await workspace.personas()).filter(({ id, name }) => id !== name)
    const request = { item: persona!.items[0]!, persona: persona!.id }
    const session = new Session(studio)
    const ready = await session.conditions(await session.plan(request, previewSettings))
    const preview = () => session.draw(ready, 0)
    const alone = await medianSeconds(5, preview)

    const settings = trainingSettingsSchema.parse({ validateEvery: 1000, drawEvery: 0, polite: true })
    const run = await RunFolder.create(workspace.runsDir, "bench", { kind: "interests", settings }, pack)
    const trainer = forkTrainer()
    const stepped = new Promise<void>(settle =>
      trainer.onMessage(message => message.type === "step" && settle()),
    )
    const options = { workspaceDir: workspace.dir, run: run.id, packDir: starterPack, scenariosDir }
    trainer.send({ type: "start", options: { ...options, device: "cpu" } })
    await stepped
    const beside = await medianSeconds(5, preview)
    trainer.send({ type: "stop", stopRequest: "cancel" })
    await trainer.exited
    print(figure("a preview, alone", alone, "s"))
    print(figure("a preview, beside a polite trainer", beside, "s"))
    print(figure("a preview, beside over alone", beside / alone, "×", { atMost: 2 }))
  })
}

/** What the shipped pack's own adapter was trained like, as its training kept it. */
async function shipped(print: Print): Promise<void> {
  const { validation, curves } = JSON.parse(
    await readFile(join(starterPack, "interest", "training.json"), "utf8"),
  )
  for (const { step, loss } of curves.validation)
    print(figure(`shipped adapter, held-out loss at step ${step}`, loss, ""))
  const aim = { atMost: validation.before }
  print(figure("shipped adapter, held-out loss against the untrained one's", validation.after, "", aim))
}

async function stableDiffusion(print: Print): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "train-"))
  try {
    const pack = await randomSd15(join(folder, "pack"))
    const node = ["--import", "tsx", here("train-steps.ts"), pack, sd15Steps, folder]
    const ours = measure(process.execPath, node)
    if ("failed" in ours) throw new Error(ours.failed)
    print(figure("SD 1.5, a step", median(ours.seconds.slice(1)), "s"))
    print(figure("SD 1.5, the first step, which loads the model", ours.seconds[0]!, "s"))
    print(figure("SD 1.5, most memory", ours.peakBytes / 2 ** 30, "GiB", { atMost: 20 }))
    const theirs = measure("python", [here("train_torch.py"), pack, sd15Steps, folder])
    if ("failed" in theirs) {
      print(`PyTorch: not compared, ${theirs.failed}`)
      return
    }
    const ratio = median(theirs.seconds.slice(1)) / median(ours.seconds.slice(1))
    print(figure("PyTorch, a step", median(theirs.seconds.slice(1)), "s"))
    print(figure("PyTorch, most memory", theirs.peakBytes / 2 ** 30, "GiB"))
    print(figure("PyTorch, time over ours", ratio, "×", { atLeast: 1 }))
    print(figure("PyTorch, memory over ours", theirs.peakBytes / ours.peakBytes, "×", { atLeast: 1 }))
    print(`largest relative difference of the ${sd15Steps} losses: ${theirs.error!.toExponential(1)}`)
  } finally {
    await rm(folder, { recursive: true })
  }
}
