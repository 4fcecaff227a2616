/** The command line on a small catalog and a pack of random weights. Import and an error are seen in processes of their own. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openSafetensors } from "../weights/safetensors.ts"
import { writeSafetensors } from "../weights/write-safetensors.ts"
import { iamg, model, spawned, tinyPack, writeCatalog } from "./fixtures.ts"

let folder: string
let workspace: string
const inFolder = (name: string) => join(folder, name)

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
    [["sweep"], "(a whole number from 1 to 64; default 1)"],
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
    expect(unknown.stderr).toContain("There is no command personalise; the nearest is personalize.")
    const missing = await iamg("items", "--json")
    expect([missing.code, missing.json().error.code]).toEqual([2, "cli.usage"])
    const device = await iamg("personalize", "-w", workspace, "--device", "abacus", "--out", folder)
    expect([device.code, device.stderr]).toEqual([
      2,
      expect.stringContaining("--device is abacus, but must be one of auto, cpu"),
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

  test("the words to avoid are printed, set and cleared, and too many are refused", async () => {
    const avoid = (...words: string[]) => iamg("workspace", "avoid", ...words, "-w", workspace)
    expect((await avoid()).stdout).toBe("none\n")
    expect((await avoid("blurry, text")).stdout).toBe("blurry, text\n")
    expect((await avoid("--json")).json()).toEqual({ avoid: "blurry, text" })
    expect(await avoid("x".repeat(501))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("at most 500 characters"),
    })
    expect((await avoid("")).stdout).toBe("none\n")
  })

  test("a folder without a workspace is said to be none", async () => {
    const { code, stderr } = await spawned(["items", "-w", inFolder("nowhere")]).done
    expect([code, stderr]).toEqual([1, expect.stringContaining("There is no workspace in")])
  })
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
    expect(foreground).toMatchObject({ available: false })
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
      expect.stringContaining("merges.txt is not the file that pack.json describes"),
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
    expect([code, stderr]).toEqual([2, expect.stringContaining("--guidance is 99, but must be 0 to 30.")])
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
    expect.stringContaining("give --endpoint and --model"),
  ])
})
