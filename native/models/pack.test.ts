/** Opening packs and assembling them from separate downloads. */

import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { basename, join, relative } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { contentHash } from "../base/content-hash.ts"
import { temporaryFor } from "../base/temporary-file.ts"
import { note } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"
import * as ops from "../graph/index.ts"
import { createRuntime } from "../runtime/runtime.ts"
import { assemblePack, type PackSources } from "./assemble-pack.ts"
import { checkPack } from "./check-pack.ts"
import { fixture, stableDiffusionNames, writeHollow } from "./fixtures.ts"
import { openPack } from "./pack.ts"
import { openPipeline } from "./pipeline.ts"
import { verifyPack } from "./verify-pack.ts"

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "iamg-"))
})
afterEach(() => rmSync(dir, { recursive: true }))

/** A copy of the tiny pack that a test may damage. */
function copyOfTiny(): string {
  const copy = join(dir, "copy")
  cpSync(fixture("tiny"), copy, { recursive: true })
  return copy
}

describe("a pack", () => {
  test("says what it can do", async () => {
    const pack = await openPack(fixture("tiny"))
    expect(pack).toMatchObject({ name: "tiny", nativeSize: 64, guidance: 7.5 })
    expect(pack.has("clip_text")).toBe(true)
    expect(pack.has("foreground")).toBe(false)
    const features = Object.fromEntries(pack.features().map(feature => [feature.component, feature]))
    expect(features.interest).toMatchObject({ available: true })
    expect(features.foreground).toMatchObject({ available: false })
    await checkPack(pack)
  })

  test("of half-width weights is checked without widening them: the starter pack is whole", async () => {
    const pack = await openPack(join(import.meta.dirname, "../../resources/starter"))
    await checkPack(pack)
    expect(pack.features().filter(({ available }) => !available)).toEqual([])
  })

  test("without pack.json is a bare diffusers folder, known by its content", async () => {
    const copy = copyOfTiny()
    rmSync(join(copy, "pack.json"))
    const pack = await openPack(copy)
    expect(pack).toMatchObject({ name: "copy", nativeSize: 64, isDescribed: false })
    expect(pack.hash).toMatch(/^[0-9a-f]{64}$/)
    expect((await openPack(copy)).hash).toBe(pack.hash)
    const weights = join(copy, "unet", "diffusion_pytorch_model.safetensors")
    const bytes = readFileSync(weights)
    bytes[bytes.length - 1]! ^= 1
    writeFileSync(weights, bytes)
    expect((await openPack(copy)).hash).not.toBe(pack.hash)
  })

  test.each([
    [
      "a file is cut short",
      "pack.changed_file",
      (copy: string) => truncate(join(copy, "vae", "config.json")),
    ],
    ["a file is gone", "pack.missing_file", (copy: string) => rmSync(join(copy, "vae", "config.json"))],
    ["pack.json isn't JSON", "pack.bad_json", (copy: string) => writeFileSync(join(copy, "pack.json"), "{")],
    [
      "pack.json is of a later format",
      "model.unsupported_config",
      (copy: string) => edit(copy, { format: 2 }),
    ],
    [
      "pack.json points outside",
      "model.unsupported_config",
      (copy: string) => edit(copy, { components: { vae: "../elsewhere" } }),
    ],
  ])("is refused when %s", async (_, code, damage) => {
    const copy = copyOfTiny()
    damage(copy)
    await expect(openPack(copy)).rejects.toMatchObject({ code })
  })

  test.each([
    ["prediction_type", "flow_prediction"],
    ["beta_schedule", "cosine"],
    ["use_flow_sigmas", true],
    ["rescale_betas_zero_snr", true],
    ["thresholding", true],
    ["trained_betas", [0.1, 0.2]],
  ])(
    "with a noise schedule that isn't understood is refused when it is opened: %s %j",
    async (key, value) => {
      const copy = copyOfTiny()
      edit(copy, { files: [] })
      const file = join(copy, "scheduler", "scheduler_config.json")
      writeFileSync(file, JSON.stringify({ [key]: value }))
      await expect(openPack(copy)).rejects.toMatchObject({
        code: "model.unsupported_config",
        details: { file, key, value: JSON.stringify(value) },
      })
    },
  )

  test("that was damaged without a change of size is reported with the damaged file", async () => {
    const copy = copyOfTiny()
    const cacheDir = join(dir, "cache")
    const verify = async () => verifyPack(await openPack(copy), file => contentHash(file, cacheDir))
    await verify()
    const file = join(copy, "vae", "diffusion_pytorch_model.safetensors")
    const bytes = readFileSync(file)
    bytes[bytes.length - 1]! ^= 1
    writeFileSync(file, bytes)
    const damaged = { code: "pack.damaged_file", details: { file } }
    await expect(verify()).rejects.toMatchObject(damaged)
    await expect(verifyPack(await openPack(copy))).rejects.toMatchObject(damaged)
  })

  test("whose pack.json lists no files is known by its content", async () => {
    const copy = copyOfTiny()
    edit(copy, { files: [] })
    const { hash } = await openPack(copy)
    const config = join(copy, "scheduler", "scheduler_config.json")
    writeFileSync(config, `${readFileSync(config, "utf8")} `)
    expect((await openPack(copy)).hash).not.toBe(hash)
  })

  test("without an image encoder is refused: nothing similar could be found", async () => {
    const copy = copyOfTiny()
    edit(copy, { files: [] })
    rmSync(join(copy, "image_encoder"), { recursive: true })
    await expect(openPack(copy).then(checkPack)).rejects.toMatchObject({
      code: "pack.no_component",
      details: { component: "image_encoder", why: note("pack.lacks", { component: "image_encoder" }) },
    })
  })

  test("that isn't there is reported by its path", async () => {
    const file = join(dir, "nowhere")
    await expect(openPack(file)).rejects.toMatchObject({ code: "pack.missing_file", details: { file } })
  })

  test("with the tokenizer of another model is refused when it is checked and when it is opened to draw", async () => {
    const copy = copyOfTiny()
    edit(copy, { files: [] })
    const config = join(copy, "text_encoder", "config.json")
    const known = JSON.parse(readFileSync(config, "utf8"))
    const refused = async (problem: Note) => {
      const error = { code: "pack.mismatch", details: { problem } }
      const pack = await openPack(copy)
      await expect(checkPack(pack)).rejects.toMatchObject(error)
      const runtime = await createRuntime({ devices: ["cpu"], cacheDir: dir })
      await expect(openPipeline(pack, runtime)).rejects.toMatchObject(error)
      await runtime.close()
    }
    writeFileSync(config, JSON.stringify({ ...known, eos_token_id: 7 }))
    await refused(note("pack.end_token", { end: 536, component: "text_encoder", wanted: 7 }))
    writeFileSync(config, JSON.stringify(known))
    const vocabulary = join(copy, "tokenizer", "vocab.json")
    writeFileSync(vocabulary, JSON.stringify({ ...JSON.parse(readFileSync(vocabulary, "utf8")), more: 537 }))
    await refused(note("pack.token_ids", { largest: 537, component: "text_encoder", known: 537 }))
  })

  test.each([
    [[128, 192], 256],
    [[192, 128], 256],
    [40, 64],
  ])(
    "without pack.json, of a U-Net for latents of %j, makes pictures of %i pixels",
    async (sample_size, side) => {
      const copy = copyOfTiny()
      rmSync(join(copy, "pack.json"))
      change(join(copy, "unet", "config.json"), { sample_size })
      expect((await openPack(copy)).nativeSize).toBe(side)
    },
  )

  test("whose parts don't fit one another is refused", async () => {
    const copy = copyOfTiny()
    rmSync(join(copy, "pack.json"))
    const config = join(copy, "text_encoder", "config.json")
    cpSync(fixture("tiny-sd2/text_encoder"), join(copy, "text_encoder"), { recursive: true })
    expect(JSON.parse(readFileSync(config, "utf8")).hidden_size).toBe(24)
    rmSync(join(copy, "ip_adapter"), { recursive: true })
    cpSync(fixture("tiny-sd2/ip_adapter"), join(copy, "ip_adapter"), { recursive: true })
    await expect(openPack(copy).then(checkPack)).rejects.toMatchObject({ code: "pack.wrong_shape" })
  })
})

describe("a foreground network", () => {
  const described = { size: 32, mean: [0, 0, 0], std: [1, 1, 1] }

  /** The tiny pack with a network from pictures of that side, `channels` each, to masks. */
  function withForeground(side: number, { channels = 3, change = { foreground: described } as object } = {}) {
    const copy = copyOfTiny()
    const graph = new ops.Graph("saliency")
    graph.output("mask", ops.reduceMean(graph.input("image", "float32", [1, channels, side, side]), [1]))
    mkdirSync(join(copy, "foreground"))
    writeFileSync(join(copy, "foreground", "saliency.onnx"), ops.serialise(graph, "/"))
    edit(copy, change)
    return openPack(copy)
  }

  test("of the size in pack.json is taken", async () => {
    await checkPack(await withForeground(32))
  })

  test.each([
    ["of another size than pack.json tells", 48, {}, 32],
    ["that isn't IS-Net's size where pack.json tells none", 320, { change: {} }, 1024],
    ["of other than RGB pictures", 32, { channels: 1 }, 32],
  ])("%s is refused", async (_, side, options, size) => {
    const pack = await withForeground(side, options)
    const found = expect.stringContaining(`${side},${side}]`)
    await expect(checkPack(pack)).rejects.toMatchObject({
      code: "pack.wrong_foreground",
      details: { found, size },
    })
  })
})

const truncate = (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 10))

const edit = (pack: string, values: object): void => change(join(pack, "pack.json"), values)

function change(file: string, values: object): void {
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...values }))
}

describe("pack add", () => {
  const described = { name: "mine", licence: "test", origin: "test", trainedOn: "nothing" }
  const tiny: PackSources = {
    base: fixture("tiny"),
    ipAdapter: fixture("tiny/ip_adapter/model.safetensors"),
    imageEncoder: fixture("tiny/image_encoder"),
  }

  test("assembles a pack from separate downloads, lists every file and reports progress", async () => {
    const clipText = join(dir, "clip")
    cpSync(fixture("tiny/text_encoder"), clipText, { recursive: true })
    cpSync(fixture("tiny/tokenizer"), clipText, { recursive: true })
    const reports: number[] = []
    const target = join(dir, "packs", "mine")
    const pack = await assemblePack(
      { ...tiny, clipText },
      {
        ...described,
        dir: target,
        guidance: 2,
        onProgress: ({ doneBytes, totalBytes }) => reports.push(doneBytes / totalBytes),
      },
    )
    expect(pack).toMatchObject({ name: "mine", nativeSize: 64, guidance: 2 })
    expect(pack.has("clip_text")).toBe(true)
    expect(pack.has("interest")).toBe(false)
    expect(reports.at(-1)).toBe(1)
    const listed = pack.manifest.files.map(({ path }) => path)
    expect(listed).toContain("ip_adapter/model.safetensors")
    for (const { path, size, sha256 } of pack.manifest.files) {
      const bytes = readFileSync(join(target, path))
      expect([bytes.length, createHash("sha256").update(bytes).digest("hex")]).toEqual([size, sha256])
    }
    await checkPack(pack)
  })

  test("takes a single-file checkpoint with its tokenizer, and supplies its configs", async () => {
    const base = join(dir, "v1-5.safetensors")
    await writeHollow(base, { ...stableDiffusionNames().sd15.ldm, unet_ema: [1] })
    const options = { ...described, dir: join(dir, "sd15") }
    const sources = { base, tokenizer: fixture("tiny/tokenizer") }
    await expect(assemblePack(sources, options)).rejects.toMatchObject({ code: "pack.unused_tensors" })
    await expect(assemblePack({ base }, options)).rejects.toMatchObject({
      code: "pack.no_component",
      details: { component: "tokenizer" },
    })
    expect(readdirSync(dir)).toEqual(["v1-5.safetensors"])
  })

  test.each(["relative", "absolute"] as const)(
    "takes the files behind the %s links of a download cache",
    async kind => {
      const snapshot = join(dir, "cache", "snapshots", "main")
      cpSync(fixture("tiny"), snapshot, { recursive: true })
      const blobs = join(dir, "cache", "blobs")
      mkdirSync(blobs)
      const downloads = readdirSync(snapshot, { recursive: true, withFileTypes: true })
      for (const [index, entry] of downloads.filter(entry => entry.isFile()).entries()) {
        const [path, blob] = [join(entry.parentPath, entry.name), join(blobs, `${index}`)]
        renameSync(path, blob)
        symlinkSync(kind === "relative" ? relative(entry.parentPath, blob) : blob, path)
      }
      const ipAdapter = join(snapshot, "ip_adapter")
      const sources = { base: snapshot, ipAdapter, imageEncoder: join(snapshot, "image_encoder") }
      const target = join(dir, "packs", "mine")
      const pack = await assemblePack(sources, { ...described, dir: target })
      expect(pack.hash).toBe((await assemblePack(tiny, { ...described, dir: join(dir, "plain") })).hash)
      rmSync(join(dir, "cache"), { recursive: true })
      await checkPack(await openPack(target))
    },
  )

  test("names the file that a link of a download cache leads nowhere from", async () => {
    const base = join(dir, "snapshot")
    cpSync(fixture("tiny"), base, { recursive: true })
    const file = join(base, "scheduler", "scheduler_config.json")
    rmSync(file)
    symlinkSync("../../blobs/gone", file)
    await expect(
      assemblePack({ ...tiny, base }, { ...described, dir: join(dir, "new") }),
    ).rejects.toMatchObject({
      code: "pack.missing_file",
      details: { file },
    })
  })

  test.each([
    ["the folder exists", { dir: "taken" }, {}, "pack.exists"],
    ["a part is missing", {}, { imageEncoder: "nowhere" }, "pack.no_component"],
    [
      "the adapter belongs to another model",
      {},
      { ipAdapter: fixture("tiny-sd2/ip_adapter") },
      "pack.wrong_shape",
    ],
  ])("leaves nothing behind when %s", async (_, options, sources, code) => {
    mkdirSync(join(dir, "taken"))
    const target = join(dir, (options as { dir?: string }).dir ?? "new")
    await expect(assemblePack({ ...tiny, ...sources }, { ...described, dir: target })).rejects.toMatchObject({
      code,
    })
    expect(readdirSync(dir)).toEqual(["taken"])
  })

  test("removes the draft that a killed process left, and no other files", async () => {
    const ended = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).trim()
    const draft = temporaryFor(join(dir, "older")).replace(`-${process.pid}-`, `-${ended}-`)
    mkdirSync(join(draft, "unet"), { recursive: true })
    mkdirSync(join(dir, "photos", basename(draft)), { recursive: true })
    await assemblePack(tiny, { ...described, dir: join(dir, "new") })
    expect(readdirSync(dir)).toEqual(["new", "photos"])
    expect(readdirSync(join(dir, "photos"))).toEqual([basename(draft)])
  })

  test("can be cancelled", async () => {
    const signal = AbortSignal.abort()
    const target = join(dir, "new")
    await expect(assemblePack(tiny, { ...described, dir: target, signal })).rejects.toMatchObject({
      code: "job.cancelled",
    })
    expect(existsSync(target)).toBe(false)
  })
})
