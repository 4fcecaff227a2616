/** A farm whose workers, planner and queue are killed while sets are drawn. */
import { queueProgram } from "../../../native/worker-farm/testing.ts"
import { type Bench, figure } from "../figure.ts"
import { randomOf } from "../fuzz/mutate.ts"
import { killFarm } from "./farm.ts"
import { killLock } from "./lock.ts"
import { buildPrograms } from "./programs.ts"

const kills = Number(process.env.IAMG_FARM_KILLS ?? 100)
/** Sets of 204 pictures. */
const variants = 17

export const bench: Bench = {
  name: "farm-kills",
  about: `${kills} kills of a farm's workers, planner and queue (IAMG_FARM_KILLS for another number)`,
  async run(print) {
    if (!queueProgram) return print("not run: neither valkey-server nor redis-server is on this machine")
    await buildPrograms()
    const began = performance.now()
    const tally = await killFarm({
      kills,
      variants,
      random: randomOf(kills),
      onKill: (victim, n) => {
        if (n % 10 === 0)
          print(`${n} kills after ${((performance.now() - began) / 1000).toFixed(0)} s, the last: ${victim}`)
      },
    })
    for (const [victim, count] of Object.entries(tally.kills)) print(`${victim}: ${count}`)
    for (const problem of tally.problems) print(`  ${problem}`)
    print(figure("sets", tally.sets, ""))
    print(figure("files, each compared with those of one machine", tally.files, ""))
    print(figure("started again, as the queue was away at their start", tally.startedAgain, ""))
    print(figure("units drawn again", tally.drawnAgain, ""))
    print(
      figure("longest that a unit lay with nobody, after its lock", tally.longestStanding / 1000, "s", {
        atMost: killLock / 1000,
      }),
    )
    print(figure("longest from SIGTERM to a worker's end", tally.longestEnd / 1000, "s", { atMost: 5 }))
    print(figure("lost, wrong or left behind", tally.problems.length, "", { atMost: 0 }))
  },
}
