import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { expect, onTestFinished, test } from "vitest"
import { picture, temporaryFolder, writeFiles } from "../../fixtures/catalogs.ts"
import { createWorkspace, openWorkspace, type Workspace } from "../../workspace.ts"
import { checkCatalog, importCatalog } from "../import.ts"
import { type Answer, loopback, webServer } from "./fixtures/web-server.ts"

async function newWorkspace(): Promise<Workspace> {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  onTestFinished(() => workspace.close())
  return workspace
}

/** A folder whose rows name pictures: item's id → what stands in its image column. */
async function catalogOf(images: Record<string, string>): Promise<string> {
  const dir = await temporaryFolder()
  const rows = Object.entries(images).map(([id, image]) => `${id},Title ${id},"${image}"`)
  await writeFiles(dir, { "items.csv": ["id,title,image", ...rows, ""].join("\n") })
  return dir
}

const options = (...fetchFrom: string[]) => ({ scenarios: ["product"], fetchFrom, fetchPolicy: loopback })

const causes = (report: { problems: { id: string | null; code: string }[] }) =>
  Object.fromEntries(report.problems.map(({ id, code }) => [id, code]))

test("without consent nothing is asked, and a check names the hosts with their pictures", async () => {
  const web = await webServer({ "/a.png": await picture(1) })
  const dir = await catalogOf({
    1: `${web.origin}/a.png`,
    2: `${web.origin}/b.png, ${web.origin}/a.png`,
    3: "https://cdn.example/a.png",
    4: "ftp://old.example/a.png",
  })
  const workspace = await newWorkspace()
  const report = await checkCatalog(workspace, dir, options())
  expect(report.addresses).toEqual({
    hosts: [
      { host: web.host, pictures: 3, allowed: false },
      { host: "cdn.example", pictures: 1, allowed: false },
    ],
    fetched: 0,
    known: 0,
    failed: 0,
  })
  expect(Object.values(causes(report))).toEqual(Array(4).fill("catalog.image_url"))
  await expect(importCatalog(workspace, dir, { scenarios: ["product"] })).rejects.toMatchObject({
    code: "catalog.nothing_taken",
    details: { refused: 4, first: { code: "catalog.image_url", details: { host: web.host } } },
  })
  expect(web.asked).toEqual([])
})

test("with consent pictures are fetched once, for the check and all later imports", async () => {
  const [one, two] = [await picture(1), await picture(2)]
  const web = await webServer({ "/a.png": one, "/b.png?v=2": two })
  const dir = await catalogOf({
    1: `${web.origin}/a.png, ${web.origin}/b.png?v=2`,
    2: `${web.origin}/a.png`,
    3: "https://cdn.example/a.png",
    local: `${web.origin}/none.png`,
  })
  await writeFiles(dir, { "images/local.png": await picture(3) })
  const workspace = await newWorkspace()
  const checked = await checkCatalog(workspace, dir, options(web.host))
  expect(checked).toMatchObject({
    items: { added: 3, refused: 1 },
    pictures: { kept: 1 },
    addresses: { fetched: 2, known: 0, failed: 0 },
  })
  expect(causes(checked)).toEqual({ 3: "catalog.image_url" })
  const taken = await importCatalog(workspace, dir, options(web.host))
  expect(taken).toMatchObject({ items: { added: 3, refused: 1 }, addresses: { fetched: 0, known: 2 } })
  // A file named by the id needs no address.
  expect(web.asked.toSorted()).toEqual(["/a.png", "/b.png?v=2"])
  const { image } = (await workspace.findItem("1"))!
  expect((await readFile(workspace.imagePath(image))).length).toBeGreaterThan(0)
  expect(workspace.itemExtras("1").pictures).toHaveLength(1)
  // What was removed is fetched again.
  await rm(workspace.imagePath(image))
  expect((await importCatalog(workspace, dir, options(web.host))).addresses).toMatchObject({
    fetched: 1,
    known: 1,
  })
})

test("fetched again on the user's wish, the pictures that lie there today count", async () => {
  let today = await picture(1)
  const web = await webServer({
    "/a.png": (_, response) => void response.setHeader("content-type", "image/png").end(today),
  })
  const dir = await catalogOf({ 1: `${web.origin}/a.png` })
  const workspace = await newWorkspace()
  await importCatalog(workspace, dir, options(web.host))
  const before = (await workspace.findItem("1")).image
  today = await picture(2)
  expect((await importCatalog(workspace, dir, options(web.host))).items).toMatchObject({ unchanged: 1 })
  const again = { ...options(web.host), fetchAgain: true }
  expect((await checkCatalog(workspace, dir, again)).addresses).toMatchObject({ fetched: 1, known: 0 })
  // What the check fetched is what the import takes.
  expect(await importCatalog(workspace, dir, options(web.host))).toMatchObject({
    items: { updated: 1 },
    addresses: { fetched: 0, known: 1 },
  })
  expect((await workspace.findItem("1")).image).not.toBe(before)
  expect(web.asked).toHaveLength(2)
})

test("every picture that can't be had is a problem of its row, with its cause", async () => {
  const html: Answer = (_, response) => void response.setHeader("content-type", "text/html").end("<p>Log in")
  const svg: Answer = (_, response) => void response.setHeader("content-type", "image/svg+xml").end("<svg/>")
  const text: Answer = (_, response) => void response.setHeader("content-type", "image/png").end("no picture")
  const moved: Answer = (_, response) =>
    void response.writeHead(301, { location: "https://other.example/" }).end()
  const web = await webServer({
    "/a.png": await picture(1),
    "/page": html,
    "/drawing": svg,
    "/text": text,
    "/moved": moved,
  })
  const dir = await catalogOf({
    good: `${web.origin}/a.png`,
    none: `${web.origin}/none.png`,
    alike: `${web.origin}/none.png`,
    page: `${web.origin}/page`,
    drawing: `${web.origin}/drawing`,
    text: `${web.origin}/text`,
    moved: `${web.origin}/moved`,
    private: "http://10.0.0.1/a.png",
  })
  const report = await importCatalog(await newWorkspace(), dir, options(web.host, "10.0.0.1"))
  expect(causes(report)).toEqual({
    none: "catalog.fetch_status",
    alike: "catalog.fetch_status",
    page: "catalog.fetch_no_picture",
    drawing: "catalog.fetch_no_picture",
    text: "catalog.image_format",
    moved: "catalog.fetch_redirect",
    private: "catalog.fetch_private",
  })
  expect(report.addresses).toMatchObject({ fetched: 1, failed: 6 })
  expect(web.asked.filter(path => path === "/none.png")).toHaveLength(1)
})

test("a server that is gone is given up after some pictures, and the other hosts go on", async () => {
  const web = await webServer({ "/a.png": await picture(1) })
  const gone = Array.from({ length: 60 }, (_, at) => [`g${at}`, `http://127.0.0.1:9/${at}.png`])
  const dir = await catalogOf({ ...Object.fromEntries(gone), good: `${web.origin}/a.png` })
  const report = await importCatalog(await newWorkspace(), dir, options(web.host, "127.0.0.1:9"))
  expect(report.items).toMatchObject({ added: 1, refused: 60 })
  const codes = report.problems.map(({ code }) => code)
  expect(codes.filter(code => code === "catalog.fetch_failed").length).toBeLessThan(20)
  expect(codes.filter(code => code === "catalog.fetch_host_down").length).toBeGreaterThan(40)
})

test("an import fetches no more than one may, and the next one goes on", async () => {
  const web = await webServer({ "/a.png": await picture(1), "/b.png": await picture(2) })
  const dir = await catalogOf({ 1: `${web.origin}/a.png`, 2: `${web.origin}/b.png` })
  const workspace = await newWorkspace()
  const little = { ...loopback, all: { bytes: 1, hours: 1 } }
  // Both may begin before one has come; a third would not.
  const first = await checkCatalog(workspace, dir, { ...options(web.host), fetchPolicy: little })
  expect(first.addresses.fetched).toBeGreaterThan(0)
  const next = await checkCatalog(workspace, dir, { ...options(web.host), fetchPolicy: little })
  expect(next.addresses.known).toBe(first.addresses.fetched)
  const late = { ...loopback, all: { bytes: 1e9, hours: 0 } }
  const other = await newWorkspace()
  const refused = await checkCatalog(other, dir, { ...options(web.host), fetchPolicy: late })
  expect(causes(refused)).toEqual({ 1: "catalog.fetch_limit", 2: "catalog.fetch_limit" })
})

test("a workspace that can't note what was fetched is said to be so", async () => {
  const web = await webServer({ "/a.png": await picture(1) })
  const dir = await catalogOf({ 1: `${web.origin}/a.png` })
  const workspace = await newWorkspace()
  await writeFiles(workspace.cacheDir, { fetched: "in the way" })
  await expect(importCatalog(workspace, dir, options(web.host))).rejects.toMatchObject({
    code: "workspace.not_writable",
  })
})

test("a cancelled import keeps what came", async () => {
  const stop = new AbortController()
  const one = await picture(1)
  const web = await webServer({
    "/a.png": one,
    "/waits.png": (_, response) => {
      response.setHeader("content-type", "image/png").write(one.subarray(0, 10))
      setTimeout(() => stop.abort(), 300)
    },
  })
  const dir = await catalogOf({ 1: `${web.origin}/a.png`, 2: `${web.origin}/waits.png` })
  const workspace = await newWorkspace()
  const cancelled = importCatalog(workspace, dir, { ...options(web.host), signal: stop.signal })
  await expect(cancelled).rejects.toMatchObject({ code: "job.cancelled" })
  expect(await workspace.itemCount()).toBe(0)
  expect(
    (await checkCatalog(workspace, dir, { ...options(web.host), fetchPolicy: { ...loopback, seconds: 0.1 } }))
      .addresses,
  ).toMatchObject({ known: 1, failed: 1 })
})

test("a killed import keeps what came, and the next one asks for the rest", async () => {
  const paths = Array.from({ length: 20 }, (_, at) => `/${at}.png`)
  const slow = new Set(paths.slice(12))
  const pictures = new Map(
    await Promise.all(paths.map(async (path, at) => [path, await picture(at)] as const)),
  )
  const answer: Answer = (request, response) => {
    if (!slow.has(request.url!))
      response.setHeader("content-type", "image/png").end(pictures.get(request.url!))
  }
  const web = await webServer(Object.fromEntries(paths.map(path => [path, answer])))
  const dir = await catalogOf(Object.fromEntries(paths.map((path, at) => [`p${at}`, `${web.origin}${path}`])))
  const closed = await createWorkspace(join(await temporaryFolder(), "w"))
  await closed.close()
  const script = join(import.meta.dirname, "../../fixtures/import-catalog.ts")
  const child = spawn(process.execPath, ["--import", "tsx", script, closed.dir, dir, web.host], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const exited = once(child, "exit")
  let done = 0
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith("images") && ++done === 12) break
  child.kill("SIGKILL")
  await exited

  slow.clear()
  web.asked.length = 0
  const workspace = await openWorkspace(closed.dir, { mode: "write" })
  onTestFinished(() => workspace.close())
  const report = await importCatalog(workspace, dir, options(web.host))
  expect(report).toMatchObject({ items: { added: 20, refused: 0 }, addresses: { fetched: 8, known: 12 } })
  expect(web.asked.toSorted()).toEqual(paths.slice(12).toSorted())
})
