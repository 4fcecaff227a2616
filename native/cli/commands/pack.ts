/** `iamg pack`: says what a model pack is and can do; assembles one from separate downloads. */
import { basename, resolve } from "node:path"
import { type Command, Option } from "commander"
import { note } from "../../contract/codes/index.ts"
import { guidanceSchema, type StructureKind, structureKinds } from "../../contract/setting-values.ts"
import { assemblePack, type PackSources } from "../../models/assemble-pack.ts"
import { checkPack } from "../../models/check-pack.ts"
import { unstated } from "../../models/manifest.ts"
import { type Feature, openPack, type Pack } from "../../models/pack.ts"
import { verifyPack } from "../../models/verify-pack.ts"
import { choiceOption, countOption, readOption } from "../options.ts"
import { run } from "../run.ts"
import { columns, section, wrapped } from "../text.ts"
import { valueProblem } from "../usage-problem.ts"
import { help, listed, say, text } from "../voice.ts"

interface PackInfo {
  dir: string
  name: string
  version: string
  hash: string
  licence: string
  /** Null where no pack.json says it. */
  origin: string | null
  trainedOn: string
  nativeSize: number
  guidance: number
  /** The hints of structure that it reads. */
  structureKinds: readonly StructureKind[]
  megabytes: number
  /** How many files have the hash that pack.json lists for them; null when that wasn't asked. */
  verifiedFiles: number | null
  features: Feature[]
}

interface InfoOptions {
  verify?: boolean
}

interface AddOptions extends Omit<PackSources, "foregroundInput" | "controlNets"> {
  name?: string
  licence: string
  origin: string
  trainedOn: string
  nativeSize?: number
  guidance?: number
  controlnet?: NonNullable<PackSources["controlNets"]>
  copy?: boolean
}

export function addPack(program: Command): void {
  const pack = program.command("pack").description(help("pack.about"))

  pack
    .command("info")
    .description(help("pack.info"))
    .argument("<pack>", help("pack.pack"))
    .option("--verify", help("pack.verify"))
    .action(run((_context, dir: string, { verify }: InfoOptions) => inspect(dir, verify), describe))

  pack
    .command("add")
    .description(help("pack.add"))
    .argument("<dir>", help("pack.dir"))
    .requiredOption("--base <path>", help("pack.base"))
    .option("--tokenizer <dir>", help("pack.tokenizer"))
    .addOption(choiceOption("--prediction <type>", help("pack.prediction"), ["epsilon", "v_prediction"]))
    .option("--ip-adapter <path>", help("pack.ipAdapter"))
    .requiredOption("--image-encoder <dir>", help("pack.imageEncoder"))
    .option("--clip-text <dir>", help("pack.clipText"))
    .option("--foreground <file>", help("pack.foreground"))
    .option("--interest <path>", help("pack.interest"))
    .option("--few-steps <file>", help("pack.fewSteps"))
    .option("--vae-tiny <path>", help("pack.vaeTiny"))
    .option("--upscaler <file>", help("pack.upscaler"))
    .addOption(new Option("--controlnet <hint>", help("pack.controlnet")).argParser(readControlNet))
    .option("--name <name>", help("pack.name"))
    .addOption(statedOption("licence", "--licence <text>"))
    .addOption(statedOption("origin", "--origin <text>"))
    .addOption(statedOption("trainedOn", "--trained-on <text>"))
    .addOption(countOption("--native-size <pixels>", help("pack.nativeSize")))
    .addOption(readOption("--guidance <number>", help("pack.guidance"), guidanceRange, readGuidance))
    .option("--copy", help("pack.copy"))
    .action(
      run(
        ({ signal, progress }, dir: string, { copy, name, controlnet, ...options }: AddOptions) =>
          assemblePack(
            { ...options, controlNets: controlnet },
            {
              ...options,
              dir,
              name: name ?? basename(resolve(dir)),
              transfer: copy ? "copy" : "link",
              signal,
              onProgress: ({ file, doneBytes, totalBytes }) =>
                progress.update(basename(file), Math.ceil(doneBytes / 1e6), Math.ceil(totalBytes / 1e6)),
            },
          ).then(infoOf),
        describe,
      ),
    )
}

type Stated = keyof typeof unstated

const wordsOfUnstated = (name: Stated): string =>
  text(name === "origin" ? "pack.assembled" : "common.unknown")

/** An option whose default goes into pack.json in one language, and is told in the user's. */
const statedOption = (name: Stated, flags: string): Option =>
  new Option(flags, help(`pack.${name}`)).default(unstated[name], wordsOfUnstated(name))

const stated = (name: Stated, value: string): string =>
  value === unstated[name] ? wordsOfUnstated(name) : value

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
    origin: pack.isDescribed ? origin : null,
    trainedOn,
    nativeSize: pack.nativeSize,
    guidance: pack.guidance,
    structureKinds: pack.structureKinds,
    megabytes: files.reduce((sum, { size }) => sum + size, 0) / 1e6,
    verifiedFiles: null,
    features: pack.features(),
  }
}

function describe(pack: PackInfo): string {
  const { dir, name, version, nativeSize: side, verifiedFiles } = pack
  const facts = columns([
    [text("pack.folder"), dir],
    [text("pack.licence"), stated("licence", pack.licence)],
    [text("pack.images"), `${side}×${side}`],
    [text("pack.guidance"), `${pack.guidance}`],
    ...(pack.structureKinds.length > 0 ? [[text("pack.structure"), listed(pack.structureKinds)]] : []),
    ...(pack.megabytes > 0
      ? [[text("pack.size"), text("common.megabytes", { megabytes: pack.megabytes })]]
      : []),
    [text("pack.hash"), pack.hash],
    ...(verifiedFiles === null ? [] : [[text("pack.verified"), verified(verifiedFiles)]]),
  ])
  const origin = pack.origin === null ? text("pack.undescribed") : stated("origin", pack.origin)
  const features = pack.features.map(({ component, available }) => [
    available ? "✓" : "–",
    component,
    ...(available ? [] : [say(note("pack.lacks", { component }))]),
  ])
  return [
    section(pack.origin === null ? name : `${name} ${version}`, facts),
    section(text("pack.origin"), wrapped(origin)),
    section(text("pack.trainedOn"), wrapped(stated("trainedOn", pack.trainedOn))),
    section(text("pack.parts"), columns(features)),
  ].join("\n\n")
}

const verified = (count: number): string =>
  count > 0 ? text("pack.filesMatch", { count }) : text("pack.noFiles")

const guidanceRange = note("cli.range", {
  least: guidanceSchema.minValue!,
  aboveLeast: false,
  most: guidanceSchema.maxValue!,
  belowMost: false,
})

const readGuidance = (raw: string): number | undefined =>
  guidanceSchema.safeParse(raw.trim() === "" ? Number.NaN : Number(raw)).data

type ControlNets = NonNullable<PackSources["controlNets"]>

/** KIND=PATH, each kind once. */
function readControlNet(raw: string, before: ControlNets = {}): ControlNets {
  const [kind = "", ...path] = raw.split("=")
  const known = structureKinds.find(one => one === kind && !(one in before))
  if (known && path.join("=") !== "") return { ...before, [known]: path.join("=") }
  const choices = structureKinds.filter(one => !(one in before)).map(one => `${one}=…`)
  throw valueProblem("--controlnet", raw, note("cli.choices", { choices }))
}
