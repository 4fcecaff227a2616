/** Processes that are killed at moments of all kinds: nothing that was said to be done is lost, and nothing half-written stays. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { bundle } from "../../bundle.ts"
import { isBuilt } from "../../fingerprint.mjs"
import { type Bench, figure, type Print } from "../figure.ts"
import { randomOf } from "../fuzz/mutate.ts"
import { type ActKind, problemsAfter } from "./act.ts"
import { actKinds } from "./acts.ts"
import { runAndKill } from "./kill.ts"

const kills = Number(process.env.IAMG_KILLS ?? 300)

export interface Tally {
  name: string
  kills: number
  /** Processes that had ended before they were to be killed. */
  tooLate: number
  problems: string[]
  /** How long it takes when nobody kills it, in milliseconds. */
  whole: number
}

/** Kills what `kind` does `count` times, at moments of all its length. */
export async function killing(
  kind: ActKind,
  count: number,
  seed: number,
  onKill: (n: number) => void = () => undefined,
): Promise<Tally> {
  const dir = await mkdtemp(join(tmpdir(), "iamg-kills-"))
  const random = randomOf(seed)
  const tally: Tally = { name: kind.name, kills: 0, tooLate: 0, problems: [], whole: 0 }
  try {
    const act = await kind.begin(dir)
    for (let n = 0; n <= count; n++) {
      // The first is left in peace, so that it is known how long it takes.
      const after = n === 0 ? null : random() * 1.05 * tally.whole
      const { lines, exitCode, milliseconds } = await runAndKill(await act.args(n), after)
      // A first start reads more from the disk than later ones.
      if (exitCode !== null) tally.whole = milliseconds
      const problems = [...(await problemsAfter(act, lines, n)), ...((await act.finish?.(n)) ?? [])]
      tally.problems.push(
        ...problems.map(
          problem => `kill ${n} after ${after === null ? "none" : Math.round(after)} ms: ${problem}`,
        ),
      )
      if (n === 0) {
        if (exitCode !== 0 && !kind.endsOddly) tally.problems.push(`it ends with ${exitCode} by itself`)
      } else if (exitCode === null) tally.kills++
      else tally.tooLate++
      onKill(n)
    }
    return tally
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

const lineOf = ({ name, kills, tooLate, whole, problems }: Tally): string =>
  `${name.padEnd(14)} ${String(kills).padStart(4)} killed ${String(tooLate).padStart(4)} ended before ${String(problems.length).padStart(4)} problems   (${(whole / 1000).toFixed(1)} s when left alone)`

export const bench: Bench = {
  name: "kills",
  about: `${kills} kills of processes that import, export, train, serve, migrate, archive and load models (IAMG_KILLS for another number)`,
  async run(print: Print) {
    // Hundreds of starts take a fifth of the time from what is built.
    if (!isBuilt()) await bundle()
    const each = Math.ceil(kills / actKinds.length)
    let [killed, tried, problems] = [0, 0, 0]
    for (const [at, kind] of actKinds.entries()) {
      const tally = await killing(kind, each, kills + at)
      killed += tally.kills
      tried += tally.kills + tally.tooLate
      problems += tally.problems.length
      print(lineOf(tally))
      for (const problem of tally.problems) print(`  ${problem}`)
    }
    print(figure("processes", tried, ""))
    print(figure("killed", killed, ""))
    print(figure("lost, damaged or left behind", problems, "", { atMost: 0 }))
  },
}
