/** Options that several commands take. */
import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { Argument, type Command, Option } from "commander"
import { note } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"
import { type Device, devices, type PrecisionChoice, precisionChoices } from "../contract/settings.ts"
import { defaultModelsDir } from "../engine/places.ts"
import { starterPack } from "./places.ts"
import { UsageProblem, valueProblem } from "./usage-problem.ts"
import type { VerboseOptions } from "./verbose.ts"
import { help } from "./voice.ts"

export const withWorkspace = (command: Command): Command =>
  command.requiredOption("-w, --workspace <dir>", help("common.workspace"))

export interface WorkspaceOptions {
  workspace: string
}

export interface ModelOptions extends VerboseOptions {
  pack?: string | undefined
  adapter?: string | undefined
  device: Device | "auto"
  precision?: PrecisionChoice | undefined
}

/** --pack and --device. */
export const withPackAndDevice = (command: Command): Command =>
  command.option("--pack <dir>", help("common.pack")).addOption(deviceOption())

/** --pack, --device and --precision. */
export const withModel = (command: Command): Command =>
  withPackAndDevice(command).addOption(precisionOption())

export const deviceOption = (): Option =>
  choiceOption("--device <name>", help("common.device"), ["auto", ...devices]).default("auto")

export const precisionOption = (): Option =>
  choiceOption("--precision <name>", help("common.precision"), precisionChoices).default("auto")

/** An endpoint that tags, as `tag` and `worker` name it. */
export interface EndpointOptions {
  endpoint?: string
  model?: string
  visionModel?: string
  allowHost?: string[]
}

/** --endpoint, --model, --vision-model and --allow-host. @param about what the endpoint is for */
export const withEndpoint = (command: Command, about: string): Command =>
  command
    .option("--endpoint <url>", about)
    .option("--model <name>", help("tag.model"))
    .option("--vision-model <name>", help("tag.visionModel"))
    .option("--allow-host <host>", help("common.allowHost"), repeated)
    .addHelpText("after", `\n${help("common.key")}`)

/** @throws UsageProblem for a part of one */
export function endpointOf({ endpoint, model, visionModel, allowHost = [] }: EndpointOptions) {
  if (!endpoint || !model) throw new UsageProblem(note("cli.endpoint_and_model", {}))
  return { baseUrl: endpoint, model, visionModel, consentedHosts: allowHost }
}

/** The folder that is named, else the downloaded pack of that name. */
export function packDirOf({ pack }: Pick<ModelOptions, "pack">): string {
  if (!pack) return starterPack
  const downloaded = join(defaultModelsDir(), "packs", pack)
  const isName = /^[a-z0-9-]+$/.test(pack)
  return isName && !existsSync(pack) && existsSync(downloaded) ? downloaded : resolve(pack)
}

/** Collects a repeatable option. */
export const repeated = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value]

/** An option whose value `read` makes of what was given; undefined is none that may be, and `range` says what may. */
export function readOption<Value>(
  flags: string,
  about: string,
  range: Note,
  read: (raw: string) => Value | undefined,
): Option {
  const option = new Option(flags, about)
  return option.argParser((raw: string) => {
    const value = read(raw)
    if (value === undefined) throw valueProblem(`--${option.name()}`, raw, range)
    return value
  })
}

/** An option that takes one of some values. */
export function choiceOption(flags: string, about: string, choices: readonly string[]): Option {
  const range = note("cli.choices", { choices })
  const option = readOption(flags, about, range, raw => oneOf(choices, raw))
  const { parseArg } = option
  // Commander's own check of choices complains in English.
  return option.choices(choices).argParser(parseArg!)
}

/** An argument that is one of some values. */
export const choiceArgument = (name: string, about: string, choices: readonly string[]): Argument =>
  new Argument(name, about).choices(choices).argParser((raw: string) => {
    if (oneOf(choices, raw) !== undefined) return raw
    throw valueProblem(name, raw, note("cli.choices", { choices }))
  })

const oneOf = (choices: readonly string[], raw: string): string | undefined =>
  choices.includes(raw) ? raw : undefined

/** A whole number that isn't negative. */
export const countOption = (flags: string, about: string): Option =>
  readOption(flags, about, note("cli.whole_number", {}), raw =>
    /^\d{1,9}$/.test(raw) ? Number(raw) : undefined,
  )
