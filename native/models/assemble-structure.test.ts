/** Packs that follow structure, assembled from separate downloads. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { assemblePack, type PackSources } from "./assemble-pack.ts"
import { edges, fixture, stableDiffusionNames, tinyUnder, writeHollow } from "./fixtures.ts"

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "iamg-"))
})
afterEach(() => rmSync(dir, { recursive: true }))

const described = { name: "mine", licence: "test", origin: "test", trainedOn: "nothing" }
const tiny: PackSources = {
  base: fixture("tiny"),
  ipAdapter: fixture("tiny/ip_adapter/model.safetensors"),
  imageEncoder: fixture("tiny/image_encoder"),
}

test("takes ControlNets, each a folder or a file with its config beside it", async () => {
  const controls = fixture("tiny-controlnet/controlnet")
  const controlNets = {
    edges: join(controls, "edges"),
    tile: join(controls, "tile", "control_tile.fp16.safetensors"),
  }
  const pack = await assemblePack({ ...tiny, controlNets }, { ...described, dir: join(dir, "mine") })
  expect(pack.structureKinds).toEqual(["edges", "tile"])
  expect(pack.manifest.files.map(({ path }) => path).filter(path => path.startsWith("controlnet"))).toEqual([
    "controlnet/edges/config.json",
    "controlnet/edges/diffusion_pytorch_model.safetensors",
    "controlnet/tile/config.json",
    "controlnet/tile/control_tile.fp16.safetensors",
  ])
  const own = { ...described, dir: join(dir, "wrong") }
  const other = { edges: fixture("tiny-sd2-controlnet/controlnet/edges") }
  await expect(assemblePack({ ...tiny, controlNets: other }, own)).rejects.toMatchObject({
    code: "pack.wrong_controlnet",
    details: {
      file: join(other.edges, "config.json"),
      key: "block_out_channels",
      found: "8,16,16",
      wanted: "16,32",
    },
  })
  await expect(assemblePack({ ...tiny, controlNets: { edges: dir } }, own)).rejects.toMatchObject({
    code: "pack.no_component",
    details: { component: "controlnet" },
  })
  expect(readdirSync(dir)).toEqual(["mine"])
})

test("makes the config of a ControlNet that its authors publish as one file, and names that file where it doesn't fit", async () => {
  const file = join(dir, "control_v11p_sd15_canny.safetensors")
  await writeHollow(file, stableDiffusionNames().sd15.controlNet.ldm)
  const options = { ...described, dir: join(dir, "mine") }
  await expect(assemblePack({ ...tiny, controlNets: { edges: file } }, options)).rejects.toMatchObject({
    code: "pack.wrong_controlnet",
    details: { file, key: "block_out_channels", found: "320,640,1280,1280", wanted: "16,32" },
  })
})

test("keeps what a base that is a pack says of the hints that its U-Net reads", async () => {
  const base = await tinyUnder(join(dir, "base"), "tiny-structure", edges)
  const manifest = JSON.parse(readFileSync(join(base.dir, "pack.json"), "utf8"))
  writeFileSync(
    join(base.dir, "pack.json"),
    JSON.stringify({ ...manifest, structureScale: 0.3, edgeThresholds: [50, 150] }),
  )
  const sources = { ...tiny, base: base.dir, ipAdapter: join(base.dir, "ip_adapter") }
  const pack = await assemblePack(sources, { ...described, dir: join(dir, "mine") })
  const said = { structure: edges, structureScale: 0.3, edgeThresholds: [50, 150] }
  expect(pack.manifest).toMatchObject(said)
  expect(pack.structureKinds).toEqual(["edges"])
})
