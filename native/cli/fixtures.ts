/** The command line in tests: run in this process or in one of its own, on a small catalog and a pack of random weights. */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdir, readdir, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import sharp from "sharp"
import { vi } from "vitest"
import { runCli } from "./program.ts"

export const root = resolve(import.meta.dirname, "../..")
export const tinyPack = join(root, "native", "models", "fixtures", "tiny")
export const model = ["--pack", tinyPack, "--device", "cpu"]

export interface Run {
  code: number | null
  stdout: string
  stderr: string
  json: () => ReturnType<typeof JSON.parse>
}

/** A process of its own. */
export function spawned(args: readonly string[]): { child: ChildProcess; done: Promise<Run> } {
  const child = spawn(process.execPath, ["native/cli/iamg.mjs", ...args], { cwd: root })
  let stdout = ""
  let stderr = ""
  child.stdout.setEncoding("utf8").on("data", chunk => {
    stdout += chunk
  })
  child.stderr.setEncoding("utf8").on("data", chunk => {
    stderr += chunk
  })
  const done = new Promise<Run>(settle => {
    child.on("close", code => settle({ code, stdout, stderr, json: () => JSON.parse(stdout) }))
  })
  return { child, done }
}

/** The same command line in this process. */
export async function iamg(...args: string[]): Promise<Run> {
  let stdout = ""
  let stderr = ""
  const out = vi.spyOn(process.stdout, "write").mockImplementation(text => {
    stdout += text
    return true
  })
  const err = vi.spyOn(process.stderr, "write").mockImplementation(text => {
    stderr += text
    return true
  })
  try {
    const code = await runCli(args)
    return { code, stdout, stderr, json: () => JSON.parse(stdout) }
  } finally {
    out.mockRestore()
    err.mockRestore()
  }
}

/** Eight items, one with an image that isn't there, and one shopper who liked seven of them. */
export async function writeCatalog(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  const items = ["id,title,description,image"]
  const interactions = ["user_id,item_id,timestamp,rating"]
  for (let n = 1; n <= 9; n++) {
    items.push(`item-${n},Lighthouse ${n},A story about the sea and ${n} ships,image-${n}.png`)
    if (n < 9) {
      const background = { r: 28 * n, g: 255 - 28 * n, b: 128 }
      await sharp({ create: { width: 64, height: 64, channels: 3, background } })
        .png()
        .toFile(join(dir, `image-${n}.png`))
    }
    if (n < 8) interactions.push(`shopper-secret-1,item-${n},${1_700_000_000_000 + n},5`)
  }
  await writeFile(join(dir, "items.csv"), `${items.join("\n")}\n`)
  await writeFile(join(dir, "interactions.csv"), `${interactions.join("\n")}\n`)
}

export const leftovers = async (dir: string): Promise<string[]> =>
  (await readdir(dir, { recursive: true })).filter(name => name.endsWith(".tmp"))
