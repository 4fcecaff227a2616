/** Stable Diffusion 1.5's exact shapes with random weights at 512×512: ours, ours unfused, and diffusers where it is installed. */
import { spawnSync } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { randomSd15 } from "./random-sd15.ts"

const steps = 3

interface Measured {
  seconds: number[]
  peakBytes: number
  loadSeconds?: number
  /** Largest difference to ours over the standard deviation. */
  error?: number
}

export const bench = {
  name: "sd15",
  about:
    "SD 1.5 shapes, random weights, 512×512: seconds a guided step and peak memory, against unfused and diffusers",
  async run(print: (line: string) => void): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "sd15-"))
    try {
      const pack = await randomSd15(join(folder, "pack"))
      const ours = measure(process.execPath, [
        "--import",
        "tsx",
        here("sd15-steps.ts"),
        pack,
        "fused",
        steps,
        folder,
      ])
      if (!ours) throw new Error("the steps failed")
      print(`fused attention    ${line(ours)}, loaded in ${ours.loadSeconds!.toFixed(1)} s`)
      const unfused = measure(process.execPath, [
        ...["--import", "tsx", here("sd15-steps.ts"), pack, "unfused", steps, folder],
      ])
      print(
        `unfused attention  ${unfused ? `${line(unfused)}, ${ratio(unfused, ours)}` : "ran out of memory"}`,
      )
      const theirs = measure("python", [here("sd15_diffusers.py"), pack, steps, folder])
      if (!theirs) print("diffusers          not installed for `python`, not compared")
      else {
        print(`diffusers          ${line(theirs)}, ${ratio(theirs, ours)}`)
        print(`largest difference to diffusers: ${theirs.error!.toExponential(1)} of the output's deviation`)
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** Runs a command that prints JSON on its last line; undefined when it fails. */
function measure(command: string, args: readonly (string | number)[]): Measured | undefined {
  const { status, stdout } = spawnSync(command, args.map(String), { encoding: "utf8" })
  return status === 0 ? JSON.parse(stdout.trim().split("\n").at(-1)!) : undefined
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!

const line = ({ seconds, peakBytes }: Measured) =>
  `${median(seconds).toFixed(2)} s a guided step, ${(peakBytes / 2 ** 30).toFixed(1)} GiB at most`

const ratio = (other: Measured, ours: Measured) =>
  `${(median(other.seconds) / median(ours.seconds)).toFixed(2)} times our time`
