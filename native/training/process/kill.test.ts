/** Real trainer processes, killed at random moments: no checkpoint is lost, and the losses equal those of an undisturbed run. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Run } from "../../contract/training.ts"
import { Checkpoints } from "../checkpoint.ts"
import { makeShop, newRun, openShop, scenariosDir, tinyPack } from "../fixtures.ts"
import { uniform } from "../random.ts"
import { findRun, type RunFolder } from "../run-folder.ts"
import { forkTrainer } from "./fork.ts"

const kills = 4
const settings = { steps: 14, saveEvery: 2, validateEvery: 10, polite: false }

let dir: string
let workspaceDir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "iamg-kill-"))
  workspaceDir = await makeShop(dir)
})
afterAll(() => rm(dir, { recursive: true }))

async function begin(): Promise<RunFolder> {
  const studio = await openShop(workspaceDir)
  const folder = await newRun(studio, settings)
  await studio.close()
  return folder
}

/** Starts a trainer process on the run, and nothing else. */
function trainerOf({ id }: RunFolder) {
  const trainer = forkTrainer()
  let last: Run | undefined
  let stepped = () => {}
  const firstStep = new Promise<void>(settle => {
    stepped = settle
  })
  trainer.onMessage(message => {
    if (message.type === "step") stepped()
    if (message.type === "ended") last = message.run
  })
  const options = { workspaceDir, run: id, packDir: tinyPack, scenariosDir, device: "cpu" } as const
  trainer.send({ type: "start", options })
  return { trainer, firstStep, ended: trainer.exited.then(() => last) }
}

const losses = async (folder: RunFolder) =>
  (await folder.curves()).losses.map(({ step, loss }) => [step, loss])

test("killed at random moments, a run loses nothing that was kept", async () => {
  const peaceful = await begin()
  expect(await trainerOf(peaceful).ended).toMatchObject({ state: "done" })

  const folder = await begin()
  const checkpoints = new Checkpoints(folder.checkpointsDir)
  let kept = 0
  for (let kill = 0; kill < kills; kill++) {
    const { trainer, firstStep, ended } = trainerOf(folder)
    // Half of them while it begins, half after a step: those moments are where files are written.
    if (kill % 2 === 1) await Promise.race([firstStep, ended])
    await sleep(uniform(kill, "order", 0) * (kill % 2 === 1 ? 300 : 1600))
    trainer.kill()
    await ended
    const { state, problems } = await checkpoints.latest()
    expect(problems).toEqual([])
    expect(state?.step ?? 0).toBeGreaterThanOrEqual(kept)
    kept = state?.step ?? 0
    expect((await (await findRun(join(workspaceDir, "runs"), folder.id)).read()).id).toBe(folder.id)
  }
  expect(await trainerOf(folder).ended).toMatchObject({ state: "done", step: settings.steps })
  expect(await losses(folder)).toEqual(await losses(peaceful))
})

test("a trainer whose parent is gone saves its work and ends", async () => {
  const folder = await begin()
  const { trainer, firstStep, ended } = trainerOf(folder)
  await firstStep
  trainer.leave()
  await ended
  const run = await folder.read()
  expect(run.state).toBe("paused")
  expect((await new Checkpoints(folder.checkpointsDir).latest()).state!.step).toBe(run.step)
  expect(run.step).toBeGreaterThan(0)
})

test("a second trainer of a run waits until the first has ended", async () => {
  const folder = await begin()
  const first = trainerOf(folder)
  await first.firstStep
  const second = trainerOf(folder)
  first.trainer.send({ type: "stop", stopRequest: "pause" })
  expect(await first.ended).toMatchObject({ state: "paused" })
  await second.firstStep
  second.trainer.send({ type: "stop", stopRequest: "keep" })
  expect(await second.ended).toMatchObject({ state: "stopped", problem: null })
})
