import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { cp, mkdir, rm, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, onTestFinished, test, vi } from "vitest"
import { isStudioError } from "../contract/errors.ts"
import { splitCheckpoint } from "../models/fixtures.ts"
import { openPack } from "../models/pack.ts"
import { HubConnection, hubAddress } from "./connection.ts"
import { quick, smallHub, temporaryFolder } from "./fixtures/hubs.ts"
import { filesBelow, gitName, largeFile } from "./fixtures/stand-in-hub.ts"
import { Hub } from "./hub.ts"
import { ModelStore } from "./model-store.ts"

async function failure(work: Promise<unknown>) {
  try {
    return await work
  } catch (error) {
    if (!isStudioError(error)) throw error
    return [error.code, error.details]
  }
}

test("one call gets all parts of Stable Diffusion 1.5 and makes a pack of them", async () => {
  const { standIn, hub, getAccepted } = await smallHub()
  const { pack, models } = await getAccepted("sd15")
  const opened = await openPack(pack!)
  expect(opened.name).toBe("Stable Diffusion 1.5")
  expect(opened.structureKinds).toEqual(["edges"])
  expect(opened.features().filter(({ available }) => !available)).toEqual([
    { component: "interest", available: false },
  ])
  expect(opened.manifest.licence).toBe("creativeml-openrail-m; apache-2.0; mit; openrail")
  expect(opened.manifest.origin).toContain(`h94/IP-Adapter@${standIn.commit}`)
  expect(opened.manifest.foreground).toEqual({ size: 64, mean: [0.5, 0.5, 0.5], std: [1, 1, 1] })
  expect(models.map(({ model }) => model)).toEqual(hub.list.pack("sd15")!.parts)
  // Pack and downloads share their bytes.
  const { ino } = statSync(join(pack!, "unet/diffusion_pytorch_model.fp16.safetensors"))
  const own = hub.store.fileOf("sd15-base", "unet/diffusion_pytorch_model.fp16.safetensors")
  expect(statSync(own).ino).toBe(ino)
  const [view] = await hub.packs()
  expect(view).toMatchObject({ id: "sd15", state: "ready", dir: pack })
  expect(view!.bytes).toBeGreaterThan(1_500_000)
  expect(await hub.bytesOnDisk()).toBeLessThan(2 * view!.bytes!)
  expect(standIn.asked.some(({ path }) => path.includes("ckpt"))).toBe(false)
})

test("what is there isn't downloaded again; an extra becomes part of the pack", async () => {
  const { standIn, getAccepted } = await smallHub()
  await getAccepted("sd15")
  const before = standIn.asked.length
  expect((await getAccepted("sd15")).models.map(({ downloadedBytes }) => downloadedBytes)).toEqual([
    0, 0, 0, 0, 0, 0,
  ])
  expect(standIn.asked.length).toBe(before)
  const { pack } = await getAccepted("controlnet-tile")
  expect((await openPack(pack!)).structureKinds).toEqual(["edges", "tile"])
})

test("a checkpoint that lies in parts comes whole, with its index", async () => {
  const { standIn, getAccepted } = await smallHub()
  const split = join(await temporaryFolder(), "unet")
  await mkdir(split)
  const whole = "unet/diffusion_pytorch_model.fp16.safetensors"
  const { files } = standIn.repositories.get("stable-diffusion-v1-5/stable-diffusion-v1-5")!
  const file = join(split, "diffusion_pytorch_model.fp16.safetensors")
  await writeFile(file, files.get(whole)!)
  await splitCheckpoint(file, 2)
  files.delete(whole)
  for (const [path, bytes] of filesBelow(split)) files.set(`unet/${path}`, bytes)
  const { models, pack } = await getAccepted("sd15")
  expect(models[0]!.downloadedBytes).toBeGreaterThan(0)
  const names = (await openPack(pack!)).manifest.files.map(({ path }) => path)
  expect(names.filter(path => path.startsWith("unet/"))).toEqual([
    "unet/config.json",
    "unet/diffusion_pytorch_model.fp16-00001-of-00002.safetensors",
    "unet/diffusion_pytorch_model.fp16-00002-of-00002.safetensors",
    "unet/diffusion_pytorch_model.fp16.safetensors.index.json",
  ])
  files.delete("unet/diffusion_pytorch_model.fp16-00001-of-00002.safetensors")
  const { options, hub } = await smallHub()
  expect(await failure(hub.offers("sd15-base", { ...options, mirror: standIn.origin }))).toEqual([
    "hub.no_file",
    { repository: "stable-diffusion-v1-5/stable-diffusion-v1-5", names: [whole] },
  ])
})

test("nothing is downloaded before the licence is accepted, and again when it has changed", async () => {
  const { standIn, hub, options } = await smallHub()
  const bytesAsked = () => standIn.asked.filter(({ path }) => path.includes("/resolve/")).length
  expect(await failure(hub.get("sd15-base", options))).toMatchObject([
    "hub.licence_not_accepted",
    { licences: [expect.stringContaining("creativeml-openrail-m")] },
  ])
  const offers = await hub.offers("sd15-base", options)
  expect(offers).toMatchObject([
    { licence: "creativeml-openrail-m", accepted: false, commit: standIn.commit },
  ])
  expect(offers[0]!.address).toBe(`${standIn.origin}/stable-diffusion-v1-5/stable-diffusion-v1-5`)
  await hub.accept(offers)
  standIn.repositories.get("stable-diffusion-v1-5/stable-diffusion-v1-5")!.licence = "other"
  expect(await failure(hub.get("sd15-base", options))).toMatchObject(["hub.licence_not_accepted", {}])
  expect(bytesAsked()).toBe(0)
})

test("a repository without a licence says so", async () => {
  const { hub, options } = await smallHub()
  expect(await hub.offers("realesrgan-4x", options)).toMatchObject([{ licence: null }])
})

test("repositories that are gated, moved or missing are said to be so", async () => {
  const { standIn, hub, options, getAccepted } = await smallHub()
  const canny = standIn.repositories.get("lllyasviel/control_v11p_sd15_canny")!
  canny.gated = true
  const address = `${standIn.origin}/lllyasviel/control_v11p_sd15_canny`
  expect(await failure(hub.offers("controlnet-canny", options))).toEqual([
    "hub.gated",
    { repository: "lllyasviel/control_v11p_sd15_canny", address },
  ])
  canny.gated = false
  standIn.repositories.set("new/canny", { ...canny })
  canny.movedTo = "new/canny"
  const [offer] = await hub.offers("controlnet-canny", options)
  expect(offer).toMatchObject({
    repository: "new/canny",
    notes: [{ code: "hub.moved", details: { from: "lllyasviel/control_v11p_sd15_canny", to: "new/canny" } }],
  })
  await getAccepted("controlnet-canny")
  expect((await hub.models()).find(({ id }) => id === "controlnet-canny")).toMatchObject({
    state: "ready",
    repository: "new/canny",
  })
  expect(await failure(hub.offers("controlnet-lineart", options))).toMatchObject([
    "hub.not_found",
    { repository: "lllyasviel/control_v11p_sd15_lineart" },
  ])
  standIn.repositories.get("h94/IP-Adapter")!.files.delete("models/ip-adapter_sd15.safetensors")
  expect(await failure(hub.offers("ip-adapter-sd15", options))).toEqual([
    "hub.no_file",
    { repository: "h94/IP-Adapter", names: ["models/ip-adapter_sd15.safetensors"] },
  ])
  expect(await failure(hub.offers("sd16", options))).toMatchObject(["hub.unknown_model", { model: "sd16" }])
})

test("a token goes to its hub alone, and one that isn't accepted is named", async () => {
  const { standIn, getAccepted, hub, options } = await smallHub()
  standIn.repositories.get("lllyasviel/control_v11p_sd15_canny")!.gated = true
  vi.stubEnv("HF_ENDPOINT", standIn.origin)
  onTestFinished(() => void vi.unstubAllEnvs())
  vi.stubEnv("HF_TOKEN", "hf_good")
  await getAccepted("controlnet-canny")
  const sent = (host: "hub" | "files") =>
    new Set(standIn.asked.filter(one => one.host === host).map(({ headers }) => headers.authorization))
  expect(sent("hub")).toEqual(new Set(["Bearer hf_good"]))
  expect(sent("files")).toEqual(new Set([undefined]))
  // The variable's token belongs to the hub of HF_ENDPOINT.
  vi.stubEnv("HF_ENDPOINT", "https://other.example")
  standIn.asked.length = 0
  await hub.offers("ip-adapter-sd15", options)
  expect(sent("hub")).toEqual(new Set([undefined]))
  vi.stubEnv("HF_ENDPOINT", standIn.origin)
  vi.stubEnv("HF_TOKEN", "two words")
  expect(await failure(hub.offers("ip-adapter-sd15", options))).toEqual([
    "hub.bad_token",
    { source: "HF_TOKEN" },
  ])
})

test("addresses of other networks are asked only where the user named a hub there", async () => {
  for (const bad of [
    "huggingface.co",
    "ftp://a.example",
    "https://user:secret@a.example",
    "https://a.example/?x=1",
  ])
    expect(await failure(Promise.resolve().then(() => hubAddress(bad)))).toMatchObject([
      "hub.bad_address",
      {},
    ])
  expect(await failure(Promise.resolve().then(() => hubAddress("http://hub.example")))).toMatchObject([
    "hub.insecure_address",
    {},
  ])
  const ask = async (url: string, isNamed: boolean, lookedUp: string) => {
    const connection = new HubConnection({ url: new URL(url), isNamed }, null, {
      ...quick,
      silence: 0.2,
      lookup: (_name, _options, done) => done(null, [{ address: lookedUp, family: 4 }]),
    })
    onTestFinished(() => connection.close())
    return failure(
      connection.get(new URL(url), {}).catch(error => {
        throw error.cause ?? error
      }),
    )
  }
  expect(await ask("https://hub.example:9/", false, "192.168.1.1")).toEqual([
    "hub.private_address",
    { host: "hub.example:9", address: "192.168.1.1" },
  ])
  expect(await ask("https://127.0.0.1:9/", false, "1.1.1.1")).toMatchObject(["hub.private_address", {}])
  expect(await ask("https://hub.corp:9/", true, "127.0.0.1")).toMatchObject(["hub.unreachable", {}])
})

test("answers that no hub gives are refused", async () => {
  const { standIn, hub, options } = await smallHub()
  standIn.commit = "main"
  expect(await failure(hub.offers("controlnet-lineart", options))).toMatchObject(["hub.not_found", {}])
  expect(await failure(hub.offers("ip-adapter-sd15", options))).toMatchObject(["hub.bad_answer", {}])
  standIn.commit = "c".repeat(40)
  standIn.repositories.get("h94/IP-Adapter")!.movedTo = "../../etc"
  expect(await failure(hub.offers("ip-adapter-sd15", options))).toMatchObject(["hub.not_found", {}])
})

test("a file whose name would lead out of its folder is refused", async () => {
  const { standIn, hub, options } = await smallHub()
  const { files } = standIn.repositories.get("polypo/RealESRGAN_x4_safetensors")!
  for (const name of ["..\\..\\x.safetensors", "C:x.safetensors", "a\nb.safetensors"]) {
    files.clear()
    files.set(name, Buffer.alloc(64))
    expect(await failure(hub.offers("realesrgan-4x", options)), name).toMatchObject(["hub.bad_answer", {}])
  }
})

test("a list of files that has no end is given up", async () => {
  const { standIn, hub, options } = await smallHub()
  standIn.endless = true
  expect(await failure(hub.offers("ip-adapter-sd15", options))).toMatchObject(["hub.bad_answer", {}])
  expect(standIn.asked.length).toBeLessThan(1100)
})

test("too little room is said before the first byte", async () => {
  const { standIn, hub, options, getAccepted } = await smallHub()
  const { files } = standIn.repositories.get("h94/IP-Adapter")!
  files.set("models/ip-adapter_sd15.safetensors", Buffer.alloc(10))
  await hub.accept(await hub.offers("ip-adapter-sd15", options))
  await hub.store.savePlan({
    model: "ip-adapter-sd15",
    repository: "h94/IP-Adapter",
    commit: standIn.commit,
    licence: "apache-2.0",
    files: [
      {
        path: "models/ip-adapter_sd15.safetensors",
        size: 2 ** 50,
        hash: { kind: "sha256", hex: "0".repeat(64) },
      },
    ],
  })
  expect(await failure(getAccepted("ip-adapter-sd15"))).toMatchObject([
    "hub.no_room",
    { needed: expect.any(Number) },
  ])
})

test("a damaged file is found and fetched again, and it alone", async () => {
  const { standIn, hub, getAccepted } = await smallHub()
  const { pack } = await getAccepted("sd15")
  const damaged = hub.store.fileOf("sd15-base", "vae/diffusion_pytorch_model.fp16.safetensors")
  const bytes = readFileSync(damaged)
  bytes[bytes.length - 1]! ^= 1
  writeFileSync(damaged, bytes)
  const found = await hub.check("sd15")
  expect(found.find(({ id }) => id === "sd15-base")!.damaged).toEqual([
    "vae/diffusion_pytorch_model.fp16.safetensors",
  ])
  expect(found.find(({ id }) => id === "sd15")!.problem).toMatchObject({ code: "pack.damaged_file" })
  standIn.asked.length = 0
  await getAccepted("sd15")
  expect(
    new Set(
      standIn.asked
        .filter(({ host }) => host === "hub")
        .map(({ path }) => path.split("/").slice(-2).join("/")),
    ),
  ).toEqual(new Set(["vae/diffusion_pytorch_model.fp16.safetensors"]))
  expect(
    (await hub.check("sd15")).every(({ damaged, problem }) => damaged.length === 0 && problem === null),
  ).toBe(true)
  expect(existsSync(pack!)).toBe(true)
})

test("a cache of another program is used without downloading or copying, and so is a folder", async () => {
  const { standIn, hub, getAccepted, options } = await smallHub()
  const cache = await temporaryFolder()
  const name = "h94/IP-Adapter"
  const { files } = standIn.repositories.get(name)!
  const root = join(cache, "models--h94--IP-Adapter")
  const { createHash } = await import("node:crypto")
  for (const [path, bytes] of files) {
    const blob = largeFile(path) ? createHash("sha256").update(bytes).digest("hex") : gitName(bytes)
    await mkdir(join(root, "blobs"), { recursive: true })
    await writeFile(join(root, "blobs", blob), bytes)
    const link = join(root, "snapshots", standIn.commit, path)
    await mkdir(join(link, ".."), { recursive: true })
    await symlink(join(root, "blobs", blob), link)
  }
  await mkdir(join(root, "refs"), { recursive: true })
  await writeFile(join(root, "refs", "main"), standIn.commit)

  vi.stubEnv("HF_HUB_CACHE", cache)
  onTestFinished(() => void vi.unstubAllEnvs())
  expect((await getAccepted("clip-vit-h-vision")).models).toMatchObject([
    { downloadedBytes: 0, commit: standIn.commit },
  ])
  const path = "models/image_encoder/model.safetensors"
  const target = hub.store.fileOf("clip-vit-h-vision", path)
  expect(statSync(target).ino).toBe(statSync(join(root, "snapshots", standIn.commit, path)).ino)
  vi.unstubAllEnvs()

  await standIn.close()
  const offline = { ...options, mirror: "http://127.0.0.1:9" }
  await hub.accept([{ repository: name, licence: "apache-2.0" }])
  expect((await hub.get("ip-adapter-sd15", { ...offline, from: cache })).models).toMatchObject([
    { commit: standIn.commit, licence: "apache-2.0", downloadedBytes: 0 },
  ])

  const folder = await temporaryFolder()
  await cp(join(root, "snapshots", standIn.commit), join(folder, "h94", "IP-Adapter"), {
    recursive: true,
    dereference: true,
  })
  const other = new Hub(hub.list, new ModelStore(await temporaryFolder()))
  await other.accept([{ repository: name, licence: "apache-2.0" }])
  expect((await other.get("ip-adapter-sd15", { ...offline, from: folder })).models).toMatchObject([
    { commit: null },
  ])
  expect(await failure(other.get("controlnet-canny", { ...offline, from: folder }))).toMatchObject([
    "hub.not_in_folder",
    { folder, names: ["diffusion_pytorch_model.fp16.safetensors", "config.json"] },
  ])
})

test("a cache's damaged file isn't taken", async () => {
  const { standIn, getAccepted, hub } = await smallHub()
  const cache = await temporaryFolder()
  const bytes = standIn.repositories.get("h94/IP-Adapter")!.files.get("models/ip-adapter_sd15.safetensors")!
  const { createHash } = await import("node:crypto")
  const blobs = join(cache, "models--h94--IP-Adapter", "blobs")
  await mkdir(blobs, { recursive: true })
  await writeFile(join(blobs, createHash("sha256").update(bytes).digest("hex")), Buffer.alloc(bytes.length))
  vi.stubEnv("HF_HUB_CACHE", cache)
  onTestFinished(() => void vi.unstubAllEnvs())
  expect((await getAccepted("ip-adapter-sd15")).models[0]!.downloadedBytes).toBe(bytes.length)
  expect(
    readFileSync(hub.store.fileOf("ip-adapter-sd15", "models/ip-adapter_sd15.safetensors")).equals(bytes),
  ).toBe(true)
})

test("a removed pack takes its parts along, but none that another pack needs", async () => {
  const { standIn, hub, dir, getAccepted } = await smallHub()
  standIn.repositories.set(
    "stable-diffusion-v1-5/stable-diffusion-inpainting",
    standIn.repositories.get("stable-diffusion-v1-5/stable-diffusion-v1-5")!,
  )
  await getAccepted("sd15")
  await getAccepted("sd15-inpainting")
  expect(await hub.remove("sd15")).toBeGreaterThan(1_000_000)
  const states = new Map((await hub.models()).map(({ id, state }) => [id, state]))
  expect(states.get("sd15-base")).toBe("absent")
  expect(states.get("ip-adapter-sd15")).toBe("ready")
  expect(await failure(hub.remove("sd15-base"))).toEqual(["hub.not_there", { model: "Stable Diffusion 1.5" }])
  await hub.remove("sd15-inpainting")
  // What the second pack alone was made of went with it.
  expect([...filesBelow(dir).keys()].filter(path => !/^(licences.json|writer.lock)/.test(path))).toEqual([])
})

test("two processes don't change the folder at once", async () => {
  const { hub, dir, getAccepted } = await smallHub()
  const script = `
    import { ModelStore } from ${JSON.stringify(join(import.meta.dirname, "model-store.ts"))}
    try { new ModelStore(${JSON.stringify(dir)}).lock(); console.log("locked") } catch (error) { console.log(error.code) }`
  const lock = hub.store.lock()
  const other = () =>
    execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      encoding: "utf8",
    }).trim()
  expect(other()).toBe("hub.in_use")
  lock.release()
  expect(other()).toBe("locked")
  await getAccepted("ip-adapter-sd15")
})

test("a pack that can't be made leaves the downloads, and says what doesn't fit", async () => {
  const { standIn, hub, getAccepted } = await smallHub()
  const { files } = standIn.repositories.get("h94/IP-Adapter")!
  files.set("models/ip-adapter_sd15.safetensors", Buffer.from("no safetensors at all"))
  expect((await failure(getAccepted("sd15"))) as unknown[]).toMatchObject([
    expect.stringMatching(/^weights\./),
    {},
  ])
  expect((await hub.packs())[0]).toMatchObject({ state: "partial", dir: null })
  await rm(hub.store.packDir("sd15"), { recursive: true, force: true })
})
