/** Studies on the command line. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { makeHouse, tinyPack } from "../../training/fixtures.ts"
import { runCli } from "../program.ts"

// Loading a pack takes a second, and minutes on a machine that trains meanwhile.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 })

let folder: string
let workspace: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-evaluate-"))
  workspace = await makeHouse(folder)
})
afterAll(() => rm(folder, { recursive: true }))

/** `iamg evaluate …` in this process: its exit code and what it said. */
async function iamgEvaluate(...args: string[]) {
  let stdout = ""
  const write = vi.spyOn(process.stdout, "write").mockImplementation(text => {
    stdout += text
    return true
  })
  const model = ["--pack", tinyPack, "--device", "cpu"]
  try {
    const code = await runCli(["evaluate", ...args, "-w", workspace, ...model])
    return { code, stdout }
  } finally {
    write.mockRestore()
  }
}

test("a study leaves a report, tables and images, and shows its tables", async () => {
  const out = join(folder, "methods")
  const { code, stdout } = await iamgEvaluate(
    "methods",
    "--users",
    "2",
    "--held-out",
    "0.3",
    "--steps",
    "1",
    "--out",
    out,
  )
  expect(code).toBe(0)
  expect(stdout).toMatch(/IP-Adapter alone +\S+ \[\S+, \S+\]/)
  expect(stdout).toContain("LPIPS is left out")
  expect(await readFile(join(out, "report.html"), "utf8")).toContain("<h1>Methods compared</h1>")
  expect((await readFile(join(out, "results.csv"), "utf8")).trim().split("\r\n")).toHaveLength(1 + 2 * 4)
  expect(await readdir(join(out, "images"))).toHaveLength(2 * 3)
})

test("settings out of range, unknown names and too few users are named", async () => {
  const codeOf = async (...args: string[]) => {
    const { code, stdout } = await iamgEvaluate(...args, "--out", join(folder, "refused"), "--json")
    return [code, JSON.parse(stdout).error.code]
  }
  expect(await codeOf("beauty")).toEqual([2, "cli.usage"])
  expect(await codeOf("methods", "--users", "1")).toEqual([1, "settings.invalid"])
  expect(await codeOf("methods", "--scenario", "cars")).toEqual([1, "scenario.unknown"])
  expect(await codeOf("methods", "--adapter", "gone")).toEqual([1, "adapter.unknown"])
  expect(await codeOf("methods", "--held-out", "0.02")).toEqual([1, "evaluation.too_few"])
})
