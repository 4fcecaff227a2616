/** The studio as its user has it: the built page in a Chromium on `iamg serve`, driven by mouse and keys. */
import { type ChildProcess, execFileSync } from "node:child_process"
import { once } from "node:events"
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises"
import { platform, tmpdir } from "node:os"
import { join } from "node:path"
import { createORPCClient } from "@orpc/client"
import { RPCLink } from "@orpc/client/websocket"
import { type Browser, chromium, type Page } from "@playwright/test"
import { WebSocket } from "ws"
import { findChromium } from "../../e2e/browser.ts"
import { enginePid, serve } from "../../e2e/open.ts"
import { preparedWorkspace } from "../../e2e/places.ts"
import prepare from "../../e2e/prepare.ts"
import { openWorkspace } from "../../native/catalog/workspace.ts"
import type { ApiClient } from "../../native/contract/api/index.ts"
import { previewSettings } from "../../native/contract/settings.ts"
import { openStudio, type Studio } from "../../native/personalize/studio.ts"
import { measureBoard } from "./board.ts"
import { type Bench, figure, median, type Print } from "./figure.ts"
import { measureParts } from "./preview-parts.ts"
import { scenariosDir, starterPack } from "./sample-studio.ts"

const starts = 5
const previews = 9
const renders = 200
const largeCatalog = 100_000

export const bench: Bench = {
  name: "studio",
  about: "the real page in Chromium on `iamg serve`, starter pack: medians",
  async run(print) {
    const executablePath = findChromium()
    if (!executablePath) return print("SKIPPED: no Chromium is on this machine (CHROMIUM_PATH names one).")
    await prepare()
    const folder = await mkdtemp(join(tmpdir(), "iamg-bench-studio-"))
    const browser = await chromium.launch({ executablePath })
    try {
      const workspace = join(folder, "workspace")
      await cp(preparedWorkspace, workspace, { recursive: true })
      await mkdir(join(folder, "files"))
      const place = { workspace, files: join(folder, "files"), browser }
      await withOpenStudio(workspace, studio => measureParts(studio, print))
      await measureStart(place, print)
      await withStudio(place, async (page, link) => {
        await page.getByText(new RegExp(`${previewSettings.steps} steps in`)).waitFor({ timeout: 60_000 })
        await measurePreviews(page, print)
        await measureBoard(page, print)
        await goToStudio(page)
        await measureCalls(page, link, print)
        await measureRest(page, workspace, print)
        await measureMemory(page, workspace, print)
      })
      await enlarge(workspace)
      await withStudio(place, page => measureScrolling(page, print))
    } finally {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    }
  },
}

async function withOpenStudio(workspaceDir: string, work: (studio: Studio) => Promise<void>): Promise<void> {
  const studio = await openStudio({
    workspaceDir,
    mode: "write",
    packDir: starterPack,
    scenariosDir,
    device: "auto",
  })
  await work(studio).finally(() => studio.close())
}

interface Place {
  workspace: string
  files: string
  browser: Browser
}

async function stop(server: ChildProcess): Promise<void> {
  server.kill("SIGINT")
  if (server.exitCode === null) await once(server, "exit")
}

/** @param work its last argument says when the studio's command was given; an empty tab was open before */
async function withStudio(
  place: Place,
  work: (page: Page, link: string, began: number) => Promise<void>,
): Promise<void> {
  const page = await place.browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-US" })
  // tsx names functions by a helper, which those that run in the page miss.
  await page.addInitScript("globalThis.__name = given => given")
  const began = performance.now()
  const { server, link } = await serve(place)
  try {
    await page.goto(link)
    await work(page, link, began)
  } finally {
    await page.close()
    await stop(server)
  }
}

const lambda2 = (page: Page) => page.getByRole("slider", { name: /λ2/ })
const render = (page: Page) => page.getByRole("button", { name: "Render", exact: true })

/** From the command to a page whose sliders answer, and to the first picture. The browser and an empty tab are open already. */
async function measureStart(place: Place, print: Print): Promise<void> {
  const [interactive, pictured]: number[][] = [[], []]
  for (let run = -1; run < starts; run++) {
    await withStudio(place, async (page, _, began) => {
      await lambda2(page).waitFor()
      const answers = performance.now()
      await page.getByText(/\d+ steps in/).waitFor()
      if (run < 0) return // the disk is warm from here on
      interactive!.push((answers - began) / 1000)
      pictured!.push((performance.now() - began) / 1000)
    })
  }
  print(figure("start to interactive", median(interactive!), "s", { atMost: 1.8 }))
  print(figure("start to the first full preview", median(pictured!), "s"))
}

async function goToStudio(page: Page): Promise<void> {
  await page.evaluate(() => {
    location.hash = "#/studio"
  })
  await page.getByText(/\d+ steps in/).waitFor({ timeout: 60_000 })
}

async function setSteps(page: Page, steps: number): Promise<void> {
  await lambda2(page).waitFor()
  const field = page.getByRole("textbox", { name: /^Steps/ })
  if (!(await field.isVisible())) await page.getByRole("button", { name: "More", exact: true }).click()
  await field.fill(String(steps))
  await field.press("Enter")
  await page.getByText(`${steps} steps in`).waitFor({ timeout: 120_000 })
}

/** Drags λ2, and measures by the page's clock when it has painted. */
async function measurePreviews(page: Page, print: Print): Promise<void> {
  const [first, full, engine]: number[][] = [[], [], []]
  const track = (await lambda2(page).locator("xpath=../..").boundingBox())!
  const [x, y, width] = [track.x, track.y + track.height / 2, track.width]
  await page.mouse.move(x + width / 2, y)
  await page.mouse.down()
  await page.waitForTimeout(3000)
  await page.evaluate(() => {
    window.addEventListener("pointermove", event => Object.assign(window, { moved: event.timeStamp }), true)
  })
  const preview = page.getByRole("group", { name: "Pictures" }).getByRole("img", { name: /^Preview/ })
  for (let run = 0; run < previews; run++) {
    const old = await preview.getAttribute("src")
    await page.mouse.move(x + width * (run % 2 === 0 ? 0.3 : 0.5), y)
    // By a MutationObserver: a callback in every frame would itself take processor time.
    const painted = await preview.evaluate(async (picture: HTMLImageElement, old) => {
      const { moved } = window as unknown as { moved: number }
      const sincePainted = () =>
        new Promise<number>(settle => requestAnimationFrame(now => settle(now - moved)))
      const changed = (node: Node, of: MutationObserverInit, holds: (changes: MutationRecord[]) => boolean) =>
        new Promise<void>(settle => {
          const observer = new MutationObserver(changes => {
            if (!holds(changes)) return
            observer.disconnect()
            settle()
          })
          observer.observe(node, of)
        })
      const texts = { subtree: true, childList: true, characterData: true }
      const told = changed(document.body, texts, changes =>
        changes.some(({ target }) => /\d+ steps in/.test(target.textContent ?? "")),
      ).then(sincePainted)
      if (picture.getAttribute("src") === old)
        await changed(picture, { attributeFilter: ["src"] }, () => true)
      // Decoding fails, or never ends, when the next frame takes this one's place meanwhile.
      await Promise.race([picture.decode().catch(() => undefined), told])
      return { first: await sincePainted(), full: await told }
    }, old)
    first!.push(painted.first)
    full!.push(painted.full / 1000)
    engine!.push(Number(/\d+ steps in ([\d.]+)/.exec(await page.locator("body").innerText())?.[1]))
    await page.waitForTimeout(500)
  }
  await page.mouse.up()
  print(figure("a slider moves: first pixels of its preview", median(first!), "ms", { atMost: 250 }))
  print(figure("a slider moves: whole preview", median(full!), "s", { atMost: 0.8 }))
  print(figure("of it the engine's, from the call to the image", median(engine!), "s"))
}

/** Calls that need no model, over a socket of their own, while a long render runs; then how long a cancel takes. */
async function measureCalls(page: Page, link: string, print: Print): Promise<void> {
  const { origin, host } = new URL(link)
  const cookie = (await page.context().cookies(origin))
    .map(({ name, value }) => `${name}=${value}`)
    .join("; ")
  const socket = new WebSocket(`ws://${host}/rpc`, { headers: { cookie, origin } })
  await once(socket, "open")
  socket.send(await page.evaluate(() => sessionStorage.getItem("iamg-page-key") ?? ""))
  await once(socket, "message")
  const api: ApiClient = createORPCClient(
    new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
  )
  await setSteps(page, 100)
  await render(page).click()
  const cancel = page.getByRole("button", { name: "Cancel", exact: true })
  await cancel.waitFor()
  const waits: number[] = []
  for (let run = 0; run < 30; run++) {
    for (const call of [() => api.items.list({ limit: 60 }), () => api.jobs.list(), () => api.app.status()]) {
      const asked = performance.now()
      await call()
      waits.push(performance.now() - asked)
    }
  }
  const asked = performance.now()
  await cancel.click()
  await render(page).waitFor()
  const cancelled = performance.now() - asked
  socket.close()
  print(figure("calls during a render: median", median(waits), "ms", { atMost: 50 }))
  print(figure("calls during a render: slowest of 90", Math.max(...waits), "ms", { atMost: 50 }))
  print(figure("cancel of a render, click to page", cancelled, "ms"))
}

/** Shares of one core that page and engine take when nothing is asked of them. */
async function measureRest(page: Page, workspace: string, print: Print): Promise<void> {
  await page.waitForTimeout(5000)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send("Performance.enable")
  const pageSeconds = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics")
    return metrics.find(({ name }) => name === "TaskDuration")!.value
  }
  const pid = await enginePid(workspace)
  const before = { page: await pageSeconds(), engine: processorSeconds(pid) }
  const seconds = 15
  await page.waitForTimeout(seconds * 1000)
  const share = ((await pageSeconds()) - before.page) / seconds
  print(figure("the page at rest, of a core", share, "%", { atMost: 0.01 }))
  const engineShare = (processorSeconds(pid) - before.engine) / seconds
  print(figure("the engine at rest, of a core", engineShare, "%", { atMost: 0.01 }))
}

/** Processor time of a process so far; its resident memory. Both from `ps`, which Windows lacks. */
const ps = (field: string, pid: number) =>
  platform() === "win32"
    ? ""
    : execFileSync("ps", ["-o", `${field}=`, "-p", String(pid)], { encoding: "utf8" })
const processorSeconds = (pid: number) => Number(ps("cputimes", pid))
const megabytes = (pid: number) => Number(ps("rss", pid)) / 1024

/** Whether memory stays flat over many renders: how much page and engine grow after the first fifth of them. */
async function measureMemory(page: Page, workspace: string, print: Print): Promise<void> {
  await setSteps(page, 2)
  await page.getByRole("combobox", { name: "Number of variants" }).click()
  await page.getByRole("option", { name: "8", exact: true }).click()
  const devtools = await page.context().newCDPSession(page)
  await devtools.send("HeapProfiler.enable")
  const used = async () => {
    await devtools.send("HeapProfiler.collectGarbage")
    const { usedSize } = await devtools.send("Runtime.getHeapUsage")
    return { page: usedSize / 2 ** 20, engine: megabytes(await enginePid(workspace)) }
  }
  let settled = await used()
  for (let made = 0; made < renders; made += 8) {
    if (made === renders / 5) settled = await used()
    await render(page).click()
    await page.getByRole("button", { name: "Cancel", exact: true }).waitFor()
    await render(page).waitFor({ timeout: 120_000 })
  }
  const end = await used()
  const growth = (of: "page" | "engine") => (end[of] - settled[of]) / settled[of]
  print(
    `memory after ${renders / 5} renders: page ${settled.page.toFixed(1)} MiB, engine ${settled.engine.toFixed(0)} MiB`,
  )
  print(figure(`the page's growth from then to ${renders} renders`, growth("page"), "%", { atMost: 0.1 }))
  print(figure(`the engine's growth from then to ${renders} renders`, growth("engine"), "%", { atMost: 0.1 }))
}

/** The sample catalog's items over and over, under ids of their own. */
async function enlarge(workspaceDir: string): Promise<void> {
  const workspace = await openWorkspace(workspaceDir, { mode: "write" })
  try {
    const samples = await workspace.items()
    const items = Array.from({ length: largeCatalog - samples.length }, (_, index) => {
      const sample = samples[index % samples.length]!
      return { ...sample, id: `${sample.id}-${index}`, title: `${sample.title} ${index}` }
    })
    await workspace.commit({ items, interactions: [], names: [], k: 5 })
  } finally {
    await workspace.close()
  }
}

/** One task of a thread, as Chromium traces it: microseconds by the clock, and of the processor. */
interface TracedTask {
  name: string
  ph: string
  pid: number
  tid: number
  dur: number
  tdur?: number
  args: { name?: string }
}

/**
 * The longest task of the page's main thread while the catalog is scrolled for some seconds: by the clock, where other
 * threads that want the two cores count too (without a GPU, Chromium draws on them), and the time that it took itself.
 */
async function measureScrolling(page: Page, print: Print): Promise<void> {
  await page.evaluate(() => {
    location.hash = "#/catalog"
  })
  await page.getByText(/100,000 items/).waitFor({ timeout: 60_000 })
  await page.getByRole("option").first().waitFor()
  await page.waitForTimeout(8000) // the model has opened, and the engine prepares the new items
  const devtools = await page.context().browser()!.newBrowserCDPSession()
  const traced: TracedTask[] = []
  devtools.on("Tracing.dataCollected", ({ value }) => traced.push(...(value as unknown as TracedTask[])))
  await devtools.send("Tracing.start", { traceConfig: { includedCategories: ["toplevel", "__metadata"] } })
  await page.mouse.move(640, 500)
  for (let turn = 0; turn < 120; turn++) {
    await page.mouse.wheel(0, turn < 60 ? 700 : 20_000)
    await page.waitForTimeout(40)
  }
  const complete = new Promise(settle => devtools.once("Tracing.tracingComplete", settle))
  await devtools.send("Tracing.end")
  await complete
  const threads = traced.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
  const tasks = traced.filter(
    ({ name, ph, pid, tid }) =>
      name === "ThreadControllerImpl::RunTask" &&
      ph === "X" &&
      threads.some(thread => thread.pid === pid && thread.tid === tid),
  )
  const longest = (of: (task: TracedTask) => number) => Math.max(...tasks.map(of)) / 1000
  const what = "scrolling 100,000 items, longest task of the page"
  print(
    figure(
      `${what}: its own time`,
      longest(task => task.tdur ?? task.dur),
      "ms",
      { atMost: 50 },
    ),
  )
  print(
    figure(
      `${what}: by the clock`,
      longest(task => task.dur),
      "ms",
      { atMost: 50 },
    ),
  )
}
