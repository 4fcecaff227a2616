/**
 * The command line on a small catalog and a pack of random weights. Import, an error and Ctrl-C are seen in processes
 * of their own; the rest runs here, to start but once.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import sharp from "sharp"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { recipeSchema } from "../contract/recipe.ts"
import { readImage } from "../models/image.ts"
import { openSafetensors } from "../weights/safetensors.ts"
import { writeSafetensors } from "../weights/write-safetensors.ts"
import { runCli } from "./program.ts"

// Loading a pack and starting processes takes a second each, and minutes on a machine that trains meanwhile.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 })

const root = resolve(import.meta.dirname, "../..")
const tinyPack = join(root, "native", "models", "fixtures", "tiny")

interface Run {
  code: number | null
  stdout: string
  stderr: string
  json: () => ReturnType<typeof JSON.parse>
}

/** A process of its own. */
function spawned(args: readonly string[]): { child: ChildProcess; done: Promise<Run> } {
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
async function iamg(...args: string[]): Promise<Run> {
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

let folder: string
let workspace: string
const inFolder = (name: string) => join(folder, name)
const model = ["--pack", tinyPack, "--device", "cpu"]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-cli-"))
  workspace = inFolder("workspace")
  await writeCatalog(inFolder("catalog"))
  const imported = await spawned(["import", inFolder("catalog"), "-w", workspace, ...model, "--json"]).done
  expect(imported.stderr).toBe("")
  expect(imported.json()).toMatchObject({
    import: { items: { added: 8, refused: 1 }, personas: 1, problems: [{ id: "item-9" }] },
    ready: { prepare: { prepared: 8 }, tags: { tagged: 8, failed: [] } },
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Eight items, one with an image that isn't there, and one shopper who liked seven of them. */
async function writeCatalog(dir: string): Promise<void> {
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

const leftovers = async (dir: string): Promise<string[]> =>
  (await readdir(dir, { recursive: true })).filter(name => name.endsWith(".tmp"))

describe("help and usage", () => {
  test.each([
    [[], "Commands:"],
    [["import"], "--format <name>"],
    [["tag"], "--allow-host <host>"],
    [["items"], "--search <words>"],
    [["personas"], "create"],
    [["personas", "create"], "--ban <tag>"],
    [["personalize"], "λ1 · text: How strongly the rewritten text guides the picture (0 to 2; default 1)"],
    [["sweep"], "--lambda2 <list>"],
    [["train"], "--lr <number>"],
    [["adapters", "export"], "<folder>"],
    [["evaluate"], "--users <count>"],
    [["recipe"], "<file>"],
    [["pack", "info"], "<pack>"],
    [["pack", "add"], "--ip-adapter <path>"],
    [["graph", "run"], "--in <file>"],
    [["demo"], "--steps <count>"],
  ])("iamg %j --help", async (command, expected) => {
    const { code, stdout, stderr } = await iamg(...command, "--help")
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout.replace(/\s+/g, " ")).toContain(expected)
    expect(stdout).toContain("Exit codes: 0 done")
  })

  test("an unknown command, a missing option and a bad choice are usage errors", async () => {
    const unknown = await iamg("personalise")
    expect([unknown.code, unknown.stdout]).toEqual([2, ""])
    expect(unknown.stderr).toContain("Unknown command 'personalise'")
    const missing = await iamg("items", "--json")
    expect([missing.code, missing.json().error.code]).toEqual([2, "cli.usage"])
    const device = await iamg("personalize", "-w", workspace, "--device", "abacus", "--out", folder)
    expect([device.code, device.stderr]).toEqual([
      2,
      expect.stringContaining("Allowed choices are auto, cpu"),
    ])
  })
})

describe("--verbose", () => {
  test("says on stderr what is done, and leaves stdout as it is", async () => {
    const plain = await iamg("items", "-w", workspace)
    const verbose = await iamg("items", "-w", workspace, "--verbose")
    expect(plain.stderr).toBe("")
    expect(verbose.stdout).toBe(plain.stdout)
    expect(verbose.stderr).toMatch(/ info command: command starts name=items version=\d+\.\d+\.\d+ node=v/)
    expect(verbose.stderr).toMatch(/ info command: command ends seconds=[\d.]+ peakMemoryMb=\d+/)
  })

  test("shows the stack of an error before its sentence", async () => {
    const failed = await iamg("items", "-w", inFolder("nowhere"), "--verbose")
    expect(failed.code).toBe(1)
    expect(failed.stderr).toMatch(
      / error command: command\n {2}StudioError workspace\.missing\n {2}at .*native\/catalog\/workspace\.ts/,
    )
    expect(failed.stderr).toMatch(/nowhere/)
  })
})

describe("looking into a workspace", () => {
  test("items come with their tags", async () => {
    const { code, json } = await iamg("items", "-w", workspace, "--json", "--limit", "2")
    expect(code).toBe(0)
    expect(json()).toMatchObject([
      { id: "item-1", title: "Lighthouse 1", tags: { tagger: expect.stringMatching(/^built-in\/2:tiny@/) } },
      { id: "item-2" },
    ])
  })

  test("personas are an array of objects with id", async () => {
    const { json } = await iamg("personas", "--workspace", workspace, "--json")
    const [persona, ...others] = json()
    expect(others).toEqual([])
    expect(persona).toMatchObject({ id: "shopper-secret-1", scenario: expect.any(String) })
    expect(persona.items).toEqual(["item-7", "item-6", "item-5", "item-4", "item-3", "item-2", "item-1"])
    expect(persona.pseudonym).toMatch(/^shopper-[0-9a-f]{6}$/)
  })

  test("a persona can be made of items, and found by its name", async () => {
    const items = ["item-8", "item-1", "item-2"].flatMap(id => ["--item", id])
    const made = await iamg("personas", "create", "Søren B.", "-w", workspace, ...items, "--ban", "fog")
    expect(made.code).toBe(0)
    const { json } = await iamg("personas", "show", "søren b.", "-w", workspace, "--json")
    expect(json()).toMatchObject({ origin: "picked", items: ["item-8", "item-1", "item-2"], banned: ["fog"] })
  })

  test("a folder without a workspace is said to be none", async () => {
    const { code, stderr } = await spawned(["items", "-w", inFolder("nowhere")]).done
    expect([code, stderr]).toEqual([1, expect.stringContaining("There is no workspace in")])
  })
})

describe("bad settings and names are refused with what would be right", () => {
  const personalize = (...args: string[]) =>
    iamg("personalize", "-w", workspace, ...model, "--out", inFolder("refused"), ...args)

  test("every setting out of range, in one sentence", async () => {
    const bad = ["--lambda1", "2.5", "--lambda2", "x", "--steps", "1.5", "--size", "100x64", "--fit", "loose"]
    const { code, stderr } = await personalize("--item", "item-1", "--persona", "shopper-secret-1", ...bad)
    expect(code).toBe(1)
    expect(stderr).toContain("--lambda1 is 2.5, but must be 0 to 2;")
    expect(stderr).toContain("--lambda2 is x, but must be 0 to 1;")
    expect(stderr).toContain("--steps is 1.5, but must be a whole number from 1 to 200;")
    expect(stderr).toContain("--fit is loose, but must be paper or keep-tags;")
    expect(stderr).toContain(
      "--size is 100x64, but must be WIDTHxHEIGHT, each a multiple of 64 from 64 to 2048.",
    )
  })

  test("an unknown item and an unknown persona, with near matches", async () => {
    const item = await personalize("--item", "item-11", "--persona", "shopper-secret-1")
    expect([item.code, item.stderr]).toEqual([
      1,
      expect.stringMatching(/no item "item-11".*\nDid you mean item-1 /),
    ])
    const persona = await personalize("--item", "item-1", "--persona", "shoper-secret-1", "--json")
    expect(persona.code).toBe(1)
    expect(persona.json().error).toMatchObject({
      code: "catalog.unknown_persona",
      details: { near: ["shopper-secret-1"] },
    })
  })

  test("a history that is too short says how much there is", async () => {
    const args = ["--item", "item-3", "--persona", "shopper-secret-1", "--history", "7"]
    const { code, stderr } = await personalize(...args)
    expect([code, stderr]).toEqual([1, expect.stringContaining("Use at most 6 history items (--history 6)")])
  })

  test("a recipe beside settings of one's own, and neither of both", async () => {
    const both = await personalize("--recipe", "x.png", "--image-scale", "1")
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("what --image-scale would")])
    const neither = await personalize("--item", "item-1")
    expect([neither.code, neither.stderr]).toEqual([2, expect.stringContaining("--persona, or --recipe")])
  })

  test("a sweep over values out of range", async () => {
    const { code, stderr } = await iamg(
      "sweep",
      "-w",
      workspace,
      "--item",
      "a",
      "--persona",
      "b",
      "--out",
      folder,
      "--lambda2",
      "0,1.5",
    )
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("--lambda2 holds 1.5, but each value must be 0 to 1"),
    ])
  })

  test("nothing was written", () => {
    expect(existsSync(inFolder("refused"))).toBe(false)
  })
})

describe("personalising", () => {
  const out = () => inFolder("out")
  const small = ["--steps", "2", "--count", "2", "--seed", "40"]

  test("leaves images, a sheet and a recipe that names no shopper and no path", async () => {
    const { code, stderr, json } = await iamg(
      "personalize",
      "-w",
      workspace,
      ...model,
      "--item",
      "item-7",
      "--persona",
      "shopper-secret-1",
      ...small,
      "--lambda2",
      "0.3",
      "--out",
      out(),
      "--json",
    )
    expect([code, stderr]).toEqual([0, ""])
    const result = json()
    const recipe = recipeSchema.parse(result.recipe)
    expect(recipe).toMatchObject({
      settings: { lambda2: 0.3, steps: 2 },
      plan: { item: { id: "item-7" } },
      made: { seed: 40, device: "cpu" },
    })
    expect(recipe.plan.persona.history).toEqual(["item-6", "item-5", "item-4", "item-3", "item-2"])
    expect(result.images.map((image: { seed: number }) => image.seed)).toEqual([40, 41])
    for (const file of [
      ...result.images.map((image: { file: string }) => image.file),
      result.sheet,
      result.recipeFile,
    ]) {
      const bytes = await readFile(file, "latin1")
      expect(bytes).not.toContain("secret")
      expect(bytes).not.toContain(folder)
    }
    expect((await sharp(result.images[0].file).metadata()).width).toBe(64)
    expect(await leftovers(out())).toEqual([])
  })

  test("iamg recipe prints what an image carries, for people and for programs", async () => {
    const image = (await readdir(out())).find(name => name.endsWith("-41.png"))!
    const { json } = await iamg("recipe", join(out(), image), "--json")
    expect(recipeSchema.parse(json())).toMatchObject({ made: { seed: 41 }, plan: { item: { id: "item-7" } } })
    const { stdout } = await iamg("recipe", join(out(), image))
    expect(stdout).toContain("T*, the rewritten text\n  This")
    expect(stdout).toMatch(/Seed +41/)
  })

  test("--recipe makes the same pixels again, from an image or from recipe.json", async () => {
    const image = (await readdir(out())).find(name => name.endsWith("-41.png"))!
    const again = inFolder("again")
    const replay = (file: string, ...more: string[]) =>
      iamg("personalize", "-w", workspace, ...model, "--recipe", join(out(), file), "--out", again, ...more)
    expect((await replay(image)).code).toBe(0)
    expect(await readFile(join(again, image))).toEqual(await readFile(join(out(), image)))
    await rm(again, { recursive: true })
    expect((await replay("recipe.json", "--count", "2")).code).toBe(0)
    const first = (await readImage(join(out(), image))).data
    expect(Buffer.from((await readImage(join(again, image))).data).equals(Buffer.from(first))).toBe(true)
  })

  test("a recipe of another pack, and a file without recipe, are refused", async () => {
    const recipe = JSON.parse(await readFile(join(out(), "recipe.json"), "utf8"))
    recipe.made.pack.hash = "0".repeat(64)
    await writeFile(inFolder("other.json"), JSON.stringify(recipe))
    const other = await iamg(
      "personalize",
      "-w",
      workspace,
      ...model,
      "--recipe",
      inFolder("other.json"),
      "--out",
      folder,
    )
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('made with the pack "tiny"')])
    const none = await iamg("recipe", join(folder, "catalog", "image-1.png"), "--json")
    expect([none.code, none.json().error.code]).toEqual([1, "recipe.none"])
  })

  test("Ctrl-C ends with 130, keeps what was drawn and leaves the workspace whole", async () => {
    const interrupted = inFolder("interrupted")
    const { child, done } = spawned([
      "personalize",
      "-w",
      workspace,
      ...model,
      "--item",
      "item-8",
      "--persona",
      "shopper-secret-1",
      "--steps",
      "3",
      "--count",
      "64",
      "--out",
      interrupted,
      "--json",
    ])
    while (
      child.exitCode === null &&
      !(existsSync(interrupted) && (await readdir(interrupted)).some(name => name.endsWith("-0.png")))
    ) {
      await sleep(50)
    }
    child.kill("SIGINT")
    const { code, stderr, json } = await done
    expect([code, json().error.code]).toEqual([130, "job.cancelled"])
    expect(stderr).toContain("Stopping after the current step")
    const kept = await readdir(interrupted)
    expect(kept.length).toBeLessThan(64)
    for (const name of kept) await readImage(join(interrupted, name))
    expect((await iamg("personas", "create", "After", "-w", workspace, "--item", "item-1")).code).toBe(0)
  })
})

test("a sweep leaves an image a setting, a contact sheet and a CSV", async () => {
  const out = inFolder("sweep")
  const { code, json } = await iamg(
    "sweep",
    "-w",
    workspace,
    ...model,
    "--item",
    "item-8",
    "--persona",
    "shopper-secret-1",
    "--lambda1",
    "0.5,1",
    "--lambda2",
    "0,0.2",
    "--tags",
    "2",
    "--steps",
    "2",
    "--out",
    out,
    "--json",
  )
  expect(code).toBe(0)
  expect(
    json().cells.map((cell: { lambda1: number; lambda2: number; tags: number }) => [
      cell.lambda1,
      cell.lambda2,
      cell.tags,
    ]),
  ).toEqual([
    [0.5, 0, 2],
    [0.5, 0.2, 2],
    [1, 0, 2],
    [1, 0.2, 2],
  ])
  const [header, ...rows] = (await readFile(join(out, "sweep.csv"), "utf8")).trim().split("\r\n")
  expect(header).toBe("lambda1,lambda2,H,seed,seconds,SSIM,CLIP score,file")
  expect(rows).toHaveLength(4)
  for (const row of rows) await readImage(join(out, row.split(",").at(-1)!))
  expect((await sharp(join(out, "contact-sheet.png")).metadata()).format).toBe("png")
})

test("a sweep over a choice: its columns, and one image each", async () => {
  const out = inFolder("sweep-of-solvers")
  const asked = ["--scheduler", "ddim,dpmpp-2m", "--lambda2", "0.2", "--steps", "2", "--tags", "2"]
  const about = ["-w", workspace, ...model, "--item", "item-8", "--persona", "shopper-secret-1"]
  const { json } = await iamg("sweep", ...about, ...asked, "--out", out, "--json")
  expect(
    json().cells.map((cell: { scheduler: string; lambda2: number }) => [cell.scheduler, cell.lambda2]),
  ).toEqual([
    ["ddim", 0.2],
    ["dpmpp-2m", 0.2],
  ])
  const [header, first] = (await readFile(join(out, "sweep.csv"), "utf8")).trim().split("\r\n")
  expect(header).toBe("lambda1,lambda2,H,scheduler,seed,seconds,SSIM,CLIP score,file")
  expect(first).toMatch(/^1,0.2,2,ddim,0,/)
})

describe("packs and graphs", () => {
  test("pack info says what a pack can do", async () => {
    const { code, json } = await iamg("pack", "info", tinyPack, "--json")
    expect(code).toBe(0)
    expect(json()).toMatchObject({
      name: "tiny",
      nativeSize: 64,
      guidance: 7.5,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const foreground = json().features.find(
      (feature: { component: string }) => feature.component === "foreground",
    )
    expect(foreground).toMatchObject({ available: false, why: expect.stringContaining("used whole") })
    const { code: wrong, stderr } = await iamg("pack", "info", inFolder("nowhere"))
    expect([wrong, stderr]).toEqual([1, expect.stringContaining("The model pack has no file")])
  })

  test("pack info --verify compares every file's hash", async () => {
    const whole = await iamg("pack", "info", tinyPack, "--verify", "--json")
    expect(whole.json().verifiedFiles).toBeGreaterThan(10)
    const copy = inFolder("damaged-pack")
    await cp(tinyPack, copy, { recursive: true })
    const file = join(copy, "tokenizer", "merges.txt")
    const bytes = await readFile(file)
    await writeFile(file, bytes.fill(bytes.at(-1)! ^ 1, bytes.length - 1))
    const { code, stderr } = await iamg("pack", "info", copy, "--verify")
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("merges.txt isn't the file that pack.json describes"),
    ])
  })

  test("pack add refuses a guidance out of its range", async () => {
    const { code, stderr } = await iamg(
      "pack",
      "add",
      inFolder("pack"),
      "--base",
      tinyPack,
      "--guidance",
      "99",
    )
    expect([code, stderr]).toEqual([2, expect.stringContaining("It must be 0 to 30.")])
  })

  test("graph run takes and gives tensors by their public names", async () => {
    const [input, output] = [inFolder("in.safetensors"), inFolder("out.safetensors")]
    const { tensors } = await openSafetensors(
      join(tinyPack, "ip_adapter", (await readdir(join(tinyPack, "ip_adapter")))[0]!),
    )
    const width = tensors.get("image_proj.proj.weight")!.shape[1]!
    await writeSafetensors(input, {
      image_embeds: { dtype: "float32", shape: [2, width], data: new Float32Array(2 * width).fill(0.5) },
    })
    const run = await iamg(
      "graph",
      "run",
      tinyPack,
      "image_proj",
      "--in",
      input,
      "--out",
      output,
      "--device",
      "cpu",
    )
    expect([run.code, run.stderr]).toEqual([0, ""])
    expect((await openSafetensors(output)).tensors.get("image_tokens")!.shape[0]).toBe(2)
    const wrong = await iamg("graph", "run", tinyPack, "clip_text", "--in", input, "--out", output, "--json")
    expect([wrong.code, wrong.json().error]).toEqual([
      1,
      expect.objectContaining({ code: "model.bad_input" }),
    ])
  })
})

test("tagging through an endpoint needs leave that names the host", async () => {
  const endpoint = ["--tagger", "endpoint", "--endpoint", "https://tags.example/v1", "--model", "m"]
  const { code, stderr } = await iamg("tag", "-w", workspace, ...endpoint)
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining("sends your catalog's pictures and texts to tags.example"),
  ])
  const incomplete = await iamg("tag", "-w", workspace, "--tagger", "endpoint")
  expect([incomplete.code, incomplete.stderr]).toEqual([
    2,
    expect.stringContaining("needs --endpoint and --model"),
  ])
})
