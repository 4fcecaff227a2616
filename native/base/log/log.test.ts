import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { PassThrough } from "node:stream"
import { expect, onTestFinished, test } from "vitest"
import { keepLastLines } from "./last-lines.ts"
import { openLog } from "./log.ts"
import { readLogs } from "./read-log.ts"

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "iamg-log-"))
  onTestFinished(() => rm(dir, { recursive: true }))
  return dir
}

const all = { from: "debug", limit: 100 } as const

test("entries are kept redacted, and read back with their facts, stack and last lines", async () => {
  const dir = await folder()
  const log = openLog({ source: "engine", dir, privateWords: () => ["Mina Okafor"] })
  log.info("job started", { kind: "tag", items: 12 })
  log.error("job", new Error("no tags for Mina Okafor in /srv/posters"), { kind: "tag" })
  log.crash("trainer ended", ["RuntimeError: out of memory", "at /home/mina/x.so"], { code: 134 })
  await log.close()
  const [started, failed, crashed] = await readLogs([dir], all)
  expect(started).toMatchObject({
    level: "info",
    source: "engine",
    event: "job started",
    facts: { kind: "tag", items: 12 },
  })
  expect(failed).toMatchObject({ level: "error", error: { message: "no tags for <name> in <path>" } })
  expect(failed!.error!.stack[0]).toContain("native/base/log/log.test.ts")
  expect(crashed).toMatchObject({ lines: ["RuntimeError: out of memory", "at <path>"], facts: { code: 134 } })
  expect(await readFile(join(dir, "engine.log"), "utf8")).not.toMatch(/Mina|srv|mina/)
})

test("entries from one level on are also printed in lines for people; the file has a level of its own", async () => {
  const dir = await folder()
  const stream = new PassThrough()
  const log = openLog({ source: "shell", dir, watched: { stream, from: "warn" }, keepFrom: "info" })
  log.debug("call", { name: "items.list" })
  log.info("engine started")
  log.warn("page lost", { reason: "oom" })
  log.error("page", new TypeError("it broke"))
  await log.close()
  const [first, second, frame] = String(stream.read()).split("\n")
  expect(first).toMatch(/^\S+Z warn shell: page lost reason=oom$/)
  expect(second).toMatch(/^\S+Z error shell: page$/)
  expect(frame).toBe("  TypeError it broke")
  expect((await readLogs([dir], all)).map(({ event }) => event)).toEqual([
    "engine started",
    "page lost",
    "page",
  ])
})

test("files are rotated, and the oldest go", async () => {
  const dir = await folder()
  // A process writes for months, and is closed now and then.
  for (let session = 0; session < 7; session++) {
    const log = openLog({ source: "engine", dir })
    for (let entry = 0; entry < 1800; entry++) log.info("filler", { session, text: "lorem ".repeat(80) })
    await log.close()
  }
  const names = (await readdir(dir)).filter(name => name.endsWith(".log")).toSorted()
  expect(names).toEqual(["engine.1.log", "engine.2.log", "engine.3.log", "engine.log"])
  for (const name of names) expect((await stat(join(dir, name))).size).toBeLessThan(2 * 2 ** 20)
  const sessions = (await readLogs([dir], { from: "info", limit: 20_000 })).map(({ facts }) => facts.session)
  expect(sessions.at(-1)).toBe(6)
  expect(sessions).not.toContain(0)
})

test("a folder that takes no log takes nothing else down", async () => {
  const dir = await folder()
  await writeFile(join(dir, "file"), "")
  const log = openLog({ source: "engine", dir: join(dir, "file") })
  log.info("still here")
  await log.close()
  expect(await readLogs([join(dir, "file")], all)).toEqual([])
})

test("logs of several processes are read in the order of time, the latest of a level, without half lines", async () => {
  const [engines, shells] = [await folder(), await folder()]
  const entry = (time: number, level: string, source: string) =>
    `${JSON.stringify({ time: new Date(time).toISOString(), level, source, event: `${time}`, facts: {} })}\n`
  await writeFile(join(engines, "engine.log"), entry(3, "info", "engine") + entry(5, "error", "engine"))
  await writeFile(join(engines, "engine.1.log"), entry(1, "error", "engine"))
  await writeFile(join(shells, "shell.log"), entry(2, "error", "shell") + entry(4, "warn", "shell"))
  await appendFile(join(engines, "engine.log"), '{"time":"20')
  const events = async (from: "debug" | "warn" | "error", limit: number) =>
    (await readLogs([engines, shells, join(shells, "gone")], { from, limit })).map(({ event }) => event)
  expect(await events("debug", 10)).toEqual(["1", "2", "3", "4", "5"])
  expect(await events("error", 10)).toEqual(["1", "2", "5"])
  expect(await events("warn", 2)).toEqual(["4", "5"])
})

test("of a process's output the last lines are remembered, also one without an end, and all is passed on", async () => {
  const [from, to] = [new PassThrough(), new PassThrough()]
  const lastLines = keepLastLines(from, to)
  for (let line = 1; line <= 60; line++) from.write(`line ${line}\n`)
  from.end("half a line")
  const lines = await lastLines()
  expect(lines).toHaveLength(41)
  expect(lines[0]).toBe("line 21")
  expect(lines.slice(-2)).toEqual(["line 60", "half a line"])
  expect(String(to.read())).toContain("line 1\nline 2\n")
})
