/** `iamg pack`: says what a model pack is and can do; assembles one from separate downloads. */
import { basename, resolve } from "node:path"
import { type Command, InvalidArgumentError, Option } from "commander"
import { note } from "../../contract/codes/index.ts"
import { guidanceSchema } from "../../contract/setting-values.ts"
import { assemblePack, type PackSources } from "../../models/assemble-pack.ts"
import { checkPack } from "../../models/check-pack.ts"
import { type Feature, openPack, type Pack } from "../../models/pack.ts"
import { verifyPack } from "../../models/verify-pack.ts"
import { readCount } from "../options.ts"
import { run } from "../run.ts"
import { columns, section, wrapped } from "../text.ts"
import { say } from "../voice.ts"

interface PackInfo {
  dir: string
  name: string
  version: string
  hash: string
  licence: string
  origin: string
  trainedOn: string
  nativeSize: number
  guidance: number
  megabytes: number
  /** How many files have the hash that pack.json lists for them; null when that wasn't asked. */
  verifiedFiles: number | null
  features: Feature[]
}

interface InfoOptions {
  verify?: boolean
}

interface AddOptions extends Omit<PackSources, "foregroundInput"> {
  name?: string
  licence: string
  origin: string
  trainedOn: string
  nativeSize?: number
  guidance?: number
  copy?: boolean
}

export function addPack(program: Command): void {
  const pack = program.command("pack").description("look at model packs and put them together")

  pack
    .command("info")
    .description("say what a pack is and what it can do, and check every tensor's name and shape")
    .argument("<pack>", "folder of the pack, or a diffusers folder")
    .option("--verify", "compare every file with the hash that pack.json lists for it")
    .action(run((_context, dir: string, { verify }: InfoOptions) => inspect(dir, verify), describe))

  pack
    .command("add")
    .description("assemble a pack from separate downloads")
    .argument("<dir>", "folder of the new pack; nothing may be there yet")
    .requiredOption("--base <path>", "diffusers folder, or single-file checkpoint (.safetensors)")
    .option("--tokenizer <dir>", "needed with a single-file checkpoint")
    .addOption(
      new Option("--prediction <type>", "what a single-file SD 2.x predicts").choices([
        "epsilon",
        "v_prediction",
      ]),
    )
    .option("--ip-adapter <path>", "e.g. ip-adapter_sd15.safetensors")
    .requiredOption(
      "--image-encoder <dir>",
      "CLIPVisionModelWithProjection that the IP-Adapter was trained with",
    )
    .option("--clip-text <dir>", "CLIPTextModelWithProjection that matches the image encoder")
    .option("--foreground <file>", "an IS-Net-shaped .onnx file: 1024×1024 pixels in, a mask out")
    .option("--interest <path>", "weights of the interest attention")
    .option("--name <name>", "the pack's name (default: its folder's)")
    .option("--licence <text>", "licence of the downloads", "unknown")
    .option("--origin <text>", "where the downloads come from", "assembled by its user")
    .option("--trained-on <text>", "what the model was trained on", "unknown")
    .option("--native-size <pixels>", "side of the images it was trained on", readCount)
    .option("--guidance <number>", "the classifier-free guidance that suits it (default: 7.5)", readGuidance)
    .option("--copy", "copy files; by default they share their bytes with the downloads where possible")
    .action(
      run(
        ({ signal, progress }, dir: string, { copy, name, ...options }: AddOptions) =>
          assemblePack(options, {
            ...options,
            dir,
            name: name ?? basename(resolve(dir)),
            transfer: copy ? "copy" : "link",
            signal,
            onProgress: ({ file, doneBytes, totalBytes }) =>
              progress.update(basename(file), Math.ceil(doneBytes / 1e6), Math.ceil(totalBytes / 1e6)),
          }).then(infoOf),
        describe,
      ),
    )
}

async function inspect(dir: string, verify = false): Promise<PackInfo> {
  const pack = await openPack(dir)
  if (verify) await verifyPack(pack)
  await checkPack(pack)
  return { ...infoOf(pack), verifiedFiles: verify ? pack.manifest.files.length : null }
}

const infoOf = (pack: Pack): PackInfo => {
  const { version, licence, origin, trainedOn, files } = pack.manifest
  return {
    dir: pack.dir,
    name: pack.name,
    version,
    hash: pack.hash,
    licence,
    origin,
    trainedOn,
    nativeSize: pack.nativeSize,
    guidance: pack.guidance,
    megabytes: files.reduce((sum, { size }) => sum + size, 0) / 1e6,
    verifiedFiles: null,
    features: pack.features(),
  }
}

function describe(pack: PackInfo): string {
  const facts = columns([
    ["folder", pack.dir],
    ["licence", pack.licence],
    ["images", `${pack.nativeSize}×${pack.nativeSize}`],
    ["guidance", `${pack.guidance}`],
    ...(pack.megabytes > 0 ? [["size", `${pack.megabytes.toFixed(1)} MB`]] : []),
    ["hash", pack.hash],
    ...(pack.verifiedFiles === null ? [] : [["verified", verified(pack.verifiedFiles)]]),
  ])
  const features = pack.features.map(({ component, available }) => [
    available ? "✓" : "–",
    component,
    ...(available ? [] : [say(note("pack.lacks", { component }))]),
  ])
  return [
    section(`${pack.name} ${pack.version}`, facts),
    section("Origin", wrapped(pack.origin)),
    section("Trained on", wrapped(pack.trainedOn)),
    section("Parts", columns(features)),
  ].join("\n\n")
}

const verified = (files: number): string =>
  files > 0 ? `${files} files have the hashes that pack.json lists` : "pack.json lists no files to compare"

function readGuidance(raw: string): number {
  const { success, data } = guidanceSchema.safeParse(raw.trim() === "" ? Number.NaN : Number(raw))
  if (!success)
    throw new InvalidArgumentError(`It must be ${guidanceSchema.minValue} to ${guidanceSchema.maxValue}.`)
  return data
}
