/** Teaching a product on the command line, in processes of their own. */
import { execFile } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { makePictures, makeShop, tinyPack } from "../../training/fixtures.ts"

const root = resolve(import.meta.dirname, "../../..")
const model = ["--pack", tinyPack, "--device", "cpu"]
const words = ["--word", "zqx", "--class", "bag"]
const small = ["--steps", "2", "--rank", "2", "--class-pictures", "1", "--draw-every", "0", "--full-speed"]

let folder: string
let workspace: string
let pictures: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-teach-"))
  workspace = await makeShop(folder)
  pictures = await makePictures(folder, 5)
})
afterAll(() => rm(folder, { recursive: true }))

/** `iamg … --json` on the workspace: its exit code and what it printed. */
async function iamg(...args: string[]) {
  const command = ["native/cli/iamg.mjs", ...args, "-w", workspace, "--json"]
  return new Promise<{ code: number; stdout: string }>(settle => {
    const child = execFile(process.execPath, command, { cwd: root }, (_, stdout) =>
      settle({ code: child.exitCode ?? 1, stdout }),
    )
  })
}

/** `iamg teach … --json`: its exit code and its lines. */
async function teach(...args: string[]) {
  const { code, stdout } = await iamg("teach", ...args)
  const lines = stdout.trim().split("\n").filter(Boolean)
  return { code, lines: lines.map(line => JSON.parse(line)) }
}

test("a folder is checked, and taught: a line a step, and a LoRA that images are made with", async () => {
  const check = await teach(pictures, ...model, ...words, ...small, "--check")
  expect(check.code).toBe(0)
  expect(check.lines).toMatchObject([{ pictures: 4, heldOut: 1, refusals: [], text: "a photo of zqx bag" }])
  const { code, lines } = await teach(pictures, ...model, ...words, ...small, "--name", "Our bag")
  expect(code).toBe(0)
  expect(lines.slice(0, 2)).toMatchObject([1, 2].map(step => ({ step, loss: expect.any(Number) })))
  expect(lines.at(-1).run).toMatchObject({ kind: "product", state: "done", lora: "Our-bag" })
  const quick = ["--steps", "1", "--count", "1", "--size", "64x64", "--history", "1", "--neighbours", "2"]
  const request = ["--item", "i0", "--persona", "s0", "--out", join(folder, "out"), "--lora", "Our-bag"]
  const image = await iamg("personalize", ...model, ...request, ...quick)
  expect(JSON.parse(image.stdout).recipe.made.loras).toMatchObject([{ name: "Our-bag", strength: 1 }])
})

test("a persona's items are taught, and naming nothing is wrong usage", async () => {
  const [first] = (await teach("--persona", "s0", ...model, ...words, "--check")).lines
  expect(first).toMatchObject({ pictures: 0, unreadable: expect.arrayContaining(["i0"]) })
  const unknown = await teach("--persona", "nobody", ...model, ...words, "--check")
  expect(unknown.lines).toMatchObject([{ error: { code: "catalog.unknown_persona" } }])
  const { code, lines } = await teach(...model, ...words, "--check")
  expect([code, lines[0].error]).toMatchObject([2, { code: "cli.usage" }])
})

test("pictures that are missing or too few are named, and settings out of range", async () => {
  const codeOf = async (...args: string[]) => {
    const { code, lines } = await teach(...args, ...model, ...words)
    return [code, lines[0].error.code]
  }
  expect(await codeOf(join(folder, "nowhere"))).toEqual([1, "catalog.unknown_item"])
  expect(await codeOf(await makePictures(folder, 2))).toEqual([1, "training.refused"])
  expect(await codeOf(pictures, "--rank", "0")).toEqual([1, "settings.invalid"])
})
