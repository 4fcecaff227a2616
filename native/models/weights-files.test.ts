/** Checkpoints in several parts, as diffusers and transformers save large ones. */
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { note } from "../contract/codes/index.ts"
import { assemblePack } from "./assemble-pack.ts"
import { checkPack } from "./check-pack.ts"
import { fixture, splitCheckpoint } from "./fixtures.ts"
import { Networks } from "./networks.ts"
import { openPack } from "./pack.ts"
import { weightsFilesIn } from "./weights-files.ts"

let dir: string
let copy: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "iamg-"))
  copy = join(dir, "copy")
  cpSync(fixture("tiny"), copy, { recursive: true })
  rmSync(join(copy, "pack.json"))
})
afterEach(() => rmSync(dir, { recursive: true }))

const inUnet = (name: string) => join(copy, "unet", name)
const splitUnet = () => splitCheckpoint(inUnet("diffusion_pytorch_model.safetensors"), 3)

test("a checkpoint in parts is opened as one, and a pack is made of it", async () => {
  await splitUnet()
  await splitCheckpoint(join(copy, "text_encoder", "model.safetensors"), 2)
  const pack = await openPack(copy)
  await checkPack(pack)
  const { weights } = await new Networks(pack, null).unet()
  expect(weights.checkpoint.files).toHaveLength(3)
  const made = await assemblePack(
    { base: copy, imageEncoder: fixture("tiny/image_encoder") },
    { dir: join(dir, "made"), name: "made", licence: "none", origin: "test", trainedOn: "nothing" },
  )
  expect(made.manifest.files.map(({ path }) => path)).toContain(
    "unet/diffusion_pytorch_model.safetensors.index.json",
  )
  await checkPack(made)
})

test.each([
  ["a part", "diffusion_pytorch_model-00002-of-00003.safetensors"],
  ["the index", "diffusion_pytorch_model.safetensors.index.json"],
])("%s stands for the whole", async (_, name) => {
  await splitUnet()
  expect((await weightsFilesIn(inUnet(name), "unet")).map(file => basename(file))).toEqual(
    [1, 2, 3].map(part => `diffusion_pytorch_model-0000${part}-of-00003.safetensors`),
  )
})

test("parts are found without an index, too", async () => {
  await splitUnet()
  rmSync(inUnet("diffusion_pytorch_model.safetensors.index.json"))
  await checkPack(await openPack(copy))
})

test.each([
  ["transformers", "diffusion_pytorch_model.fp16.safetensors.index.json"],
  ["diffusers", "diffusion_pytorch_model.safetensors.index.fp16.json"],
])("a variant's index is known by the name that %s gives it", async (_, index) => {
  renameSync(
    inUnet("diffusion_pytorch_model.safetensors"),
    inUnet("diffusion_pytorch_model.fp16.safetensors"),
  )
  await splitCheckpoint(inUnet("diffusion_pytorch_model.fp16.safetensors"), 2)
  const written = inUnet("diffusion_pytorch_model.fp16.safetensors.index.json")
  expect(existsSync(written)).toBe(true)
  renameSync(written, inUnet(index))
  await checkPack(await openPack(copy))
})

const part = "diffusion_pytorch_model-00002-of-00003.safetensors"
const index = "diffusion_pytorch_model.safetensors.index.json"

test.each([
  ["a part is gone", () => rmSync(inUnet(part)), "pack.split_weights", { files: [part] }],
  [
    "a part is gone and there is no index",
    () => {
      rmSync(inUnet(part))
      rmSync(inUnet(index))
    },
    "pack.split_weights",
    { files: [1, 3].map(n => `diffusion_pytorch_model-0000${n}-of-00003.safetensors`) },
  ],
  ["a part is no safetensors", () => writeFileSync(inUnet(part), "PK"), "weights.unreadable", { file: part }],
  ["the index is no JSON", () => writeFileSync(inUnet(index), "{"), "pack.bad_json", { file: index }],
  [
    "the index leads out of the folder",
    () => writeFileSync(inUnet(index), JSON.stringify({ weight_map: { a: "../vae/model.safetensors" } })),
    "model.unsupported_config",
    { file: index, key: "weight_map.a" },
  ],
  [
    "the index names nothing",
    () => writeFileSync(inUnet(index), JSON.stringify({ weight_map: {} })),
    "pack.split_weights",
    { files: [index] },
  ],
  [
    "the index promises another tensor",
    () => writeFileSync(inUnet(index), JSON.stringify({ weight_map: { "absent.weight": part } })),
    "weights.unreadable",
    { file: part, problem: note("weights.no_tensor", { name: "absent.weight" }) },
  ],
  [
    "the index names pickles",
    () => writeFileSync(inUnet(index), JSON.stringify({ weight_map: { a: "model-00001-of-00002.bin" } })),
    "pack.no_component",
    { why: note("pack.unsafe_weights", { name: "model-00001-of-00002.bin" }) },
  ],
] as const)("it is refused when %s", async (_, damage, code, details) => {
  await splitUnet()
  damage()
  const error = await openPack(copy)
    .then(checkPack)
    .catch(error => error)
  expect(error.code).toBe(code)
  const own = (path: string) => (dirname(path) === join(copy, "unet") ? basename(path) : path)
  const { file, files, ...more } = error.details
  expect({
    ...more,
    ...(file && { file: own(file) }),
    ...(files && { files: files.map(own) }),
  }).toMatchObject(details)
})
