/** A small image set on a farm of two workers, one of which is killed half-way, by the README's commands. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { queueProgram, TestQueue } from "../native/worker-farm/testing.ts"
import { openInBrowser } from "./open.ts"
import { preparedWorkspace, root } from "./places.ts"
import { beginImageSet, goTo, pickFolder } from "./steps.ts"
import { expect, test } from "./studio.ts"

const [items, personas, variants] = [4, 3, 2]
const images = items * personas * variants

interface Worker {
  child: ChildProcess
  drawn: number
  ready: Promise<void>
}

function startWorker(environment: NodeJS.ProcessEnv, cache: string): Worker {
  const args = ["native/cli/iamg.mjs", "worker", "--farm", "Home", "--device", "cpu", "--json-log"]
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...environment, XDG_CACHE_HOME: cache },
    stdio: ["ignore", "ignore", "pipe"],
  })
  process.once("exit", () => child.kill("SIGKILL"))
  const worker: Worker = { child, drawn: 0, ready: Promise.resolve() }
  worker.ready = new Promise((resolve, reject) => {
    createInterface({ input: child.stderr! }).on("line", line => {
      if (line.includes('"unit drawn"')) worker.drawn++
      if (line.includes('"worker ready"')) resolve()
    })
    child.once("exit", code => reject(new Error(`the worker ended with ${code}`)))
  })
  return worker
}

async function end({ child }: Worker, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  await once(child, "exit")
}

test("two workers draw a set, one of them is killed, and the same set again draws nothing", async ({
  shell,
  viewport,
  openBrowser,
}) => {
  test.skip(shell !== "browser", "one shell is enough")
  test.skip(!queueProgram, "neither valkey-server nor redis-server is on this machine")
  const folder = await mkdtemp(join(tmpdir(), "iamg-e2e-farm-"))
  const [workspace, files] = [join(folder, "workspace"), join(folder, "files")]
  for (const name of ["redis", "files/first", "files/second"])
    await mkdir(join(folder, name), { recursive: true })
  await cp(preparedWorkspace, workspace, { recursive: true })
  const queue = await TestQueue.start(join(folder, "redis"))
  const environment = {
    ...process.env,
    IAMG_FARM_KEY: "a key of the end-to-end test, long enough",
    IAMG_FARMS: join(folder, "farms.json"),
  }
  const place = ["--queue", queue.address, "--store", join(folder, "store")]
  execFileSync(process.execPath, ["native/cli/iamg.mjs", "farm", "add", "Home", ...place], {
    cwd: root,
    env: environment,
    stdio: "pipe",
  })
  const workers = [1, 2].map(n => startWorker(environment, join(folder, `cache-${n}`)))
  const opened = await openInBrowser(
    await openBrowser(),
    { workspace, files, environment },
    { viewport, locale: "en-US" },
  )
  try {
    const { page } = opened
    await Promise.all(workers.map(({ ready }) => ready))
    await page.getByRole("slider", { name: /λ2/ }).waitFor()
    await page.getByRole("button", { name: "More", exact: true }).click()
    const steps = page.getByRole("textbox", { name: /^Steps/ })
    await steps.fill("2")
    await steps.press("Enter")
    // A set takes the settings of the last render.
    await page.getByRole("button", { name: "Render", exact: true }).click()
    await page
      .getByRole("option", { name: /^Render, seed/ })
      .first()
      .waitFor({ timeout: 60_000 })

    await goTo(page, "settings")
    await page.getByRole("button", { name: "Test Home" }).click()
    await expect(page.getByText("Queue and store work. 2 workers are there.")).toBeVisible()

    await goTo(page, "catalog")
    for (let n = 0; n < items; n++)
      await page
        .getByRole("option")
        .nth(n)
        .click({ modifiers: n === 0 ? [] : ["Control"] })
    await beginImageSet(page, personas)
    await page.getByRole("combobox", { name: "Draw on" }).click()
    await page.getByRole("option", { name: "Home" }).click()
    const start = async (name: string, before = "Choose a folder") => {
      await page.getByRole("button", { name: before, exact: true }).click()
      // The picker is where it was left.
      if (before !== "Choose a folder") await page.getByRole("button", { name: "Up one folder" }).click()
      await pickFolder(page, name)
      await page.getByRole("button", { name: "Start", exact: true }).click()
    }
    const made = async (name: string) =>
      (await readdir(join(files, name), { recursive: true })).filter(
        file => file.endsWith(".png") && !file.startsWith("contact-sheet"),
      ).length
    await start("first")
    await expect.poll(() => made("first"), { timeout: 60_000 }).toBeGreaterThan(images / 3)
    await goTo(page, "jobs")
    await expect(page.getByRole("list", { name: "Workers of Home" }).getByRole("listitem")).toHaveCount(2)
    await end(workers[0]!, "SIGKILL")
    await expect.poll(() => readdir(join(files, "first")), { timeout: 60_000 }).toContain("manifest.json")
    expect(await made("first")).toBe(images)
    const drawn = workers.map(worker => worker.drawn)
    expect(Math.min(...drawn)).toBeGreaterThan(0)
    expect(drawn[0]! + drawn[1]!).toBeLessThanOrEqual(images)

    await goTo(page, "image-sets")
    await page.getByRole("tab", { name: "New set" }).click()
    await start("second", "first")
    await expect.poll(() => readdir(join(files, "second")), { timeout: 60_000 }).toContain("manifest.json")
    expect(await made("second")).toBe(images)
    expect(workers.map(worker => worker.drawn)).toEqual(drawn)
  } finally {
    for (const worker of workers) {
      worker.ready.catch(() => undefined)
      await end(worker, "SIGKILL")
    }
    await opened.close()
    await queue.kill()
    await rm(folder, { recursive: true, force: true })
  }
})
