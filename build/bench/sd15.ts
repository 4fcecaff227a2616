/** Stable Diffusion 1.5's exact shapes with random weights at 512×512: ours, ours unfused, and diffusers where it is installed. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Bench, figure, median, type Print } from "./figure.ts"
import { here, type Measured, measure } from "./measured.ts"
import { randomSd15 } from "./random-sd15.ts"

const steps = 3

export const bench: Bench = {
  name: "sd15",
  about:
    "SD 1.5 shapes, random weights, 512×512: seconds a guided step and peak memory, against unfused and diffusers",
  async run(print) {
    const folder = await mkdtemp(join(tmpdir(), "sd15-"))
    try {
      const pack = await randomSd15(join(folder, "pack"))
      const node = (attention: string) =>
        measure(process.execPath, ["--import", "tsx", here("sd15-steps.ts"), pack, attention, steps, folder])
      const ours = node("fused")
      if ("failed" in ours) throw new Error(ours.failed)
      tell("fused attention", ours, print)
      print(figure("fused attention, loaded", ours.loadSeconds!, "s"))
      compare("unfused attention", node("unfused"), ours, print)
      compare("diffusers", measure("python", [here("sd15_diffusers.py"), pack, steps, folder]), ours, print)
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

function tell(what: string, { seconds, peakBytes }: Measured, print: Print): void {
  print(figure(`${what}, a guided step`, median(seconds), "s"))
  print(figure(`${what}, most memory`, peakBytes / 2 ** 30, "GiB"))
}

function compare(what: string, theirs: Measured | { failed: string }, ours: Measured, print: Print): void {
  if ("failed" in theirs) {
    print(`${what}: not compared, ${theirs.failed}`)
    return
  }
  tell(what, theirs, print)
  print(figure(`${what}, time over ours`, median(theirs.seconds) / median(ours.seconds), "×"))
  if (theirs.error !== undefined)
    print(`${what}: largest difference ${theirs.error.toExponential(1)} of the output's deviation`)
}
