/** `iamg loras`: the LoRAs of a workspace. */
import { existsSync } from "node:fs"
import { resolve } from "node:path"
import type { Command } from "commander"
import type { Misfit } from "../../models/lora/lora-file.ts"
import { Networks } from "../../models/networks.ts"
import { openPack } from "../../models/pack.ts"
import {
  addLora,
  findLora,
  type InstalledLora,
  listLoras,
  loraFileOf,
  removeLora,
} from "../../personalize/loras.ts"
import { packDirOf, type WorkspaceOptions, withWorkspace } from "../options.ts"
import { run } from "../run.ts"
import { bold, columns, section } from "../text.ts"
import { dateText, help, megabytesText, say, text } from "../voice.ts"
import { withOpenWorkspace } from "../workspace.ts"

interface Checked {
  name: string
  pack: string
  misfits: Misfit[]
}

type PackOption = { pack?: string }

export function addLoras(program: Command): void {
  const loras = program.command("loras").description(help("loras.about"))
  withWorkspace(loras.command("list", { isDefault: true }))
    .description(help("loras.list"))
    .action(run((_, options: WorkspaceOptions) => withOpenWorkspace("read", options, listLoras), describe))
  withWorkspace(loras.command("add"))
    .description(help("loras.add"))
    .argument("<file>", help("loras.file"))
    .option("--name <name>", help("loras.name"))
    .option("--few-steps", help("loras.fewSteps"))
    .option("--no-few-steps", help("loras.noFewSteps"))
    .option("--replace", help("loras.replace"))
    .action(
      run(
        (
          _,
          file: string,
          options: WorkspaceOptions & { name?: string; fewSteps?: boolean; replace?: boolean },
        ) =>
          withOpenWorkspace("write", options, workspace =>
            addLora(workspace, resolve(file), {
              name: options.name,
              isFewSteps: options.fewSteps,
              replace: options.replace,
            }),
          ),
        ({ name, isFewSteps }) => text(isFewSteps ? "loras.addedFewSteps" : "loras.added", { name }),
      ),
    )
  withWorkspace(loras.command("check"))
    .description(help("loras.check"))
    .argument("<lora>", help("loras.loraOrFile"))
    .option("--pack <dir>", help("common.pack"))
    .action(
      run((_, lora: string, options: WorkspaceOptions & PackOption) => check(lora, options), describeCheck),
    )
  withWorkspace(loras.command("remove"))
    .description(help("loras.remove"))
    .argument("<lora>", help("loras.lora"))
    .action(
      run(
        (_, name: string, options: WorkspaceOptions) =>
          withOpenWorkspace("write", options, workspace => removeLora(workspace, name)),
        ({ name }) => text("loras.removed", { name }),
      ),
    )
}

/** Of the workspace by its name, or any file. */
const check = (lora: string, options: WorkspaceOptions & PackOption): Promise<Checked> =>
  withOpenWorkspace("read", options, async workspace => {
    const isFile = /\.safetensors$/i.test(lora) && existsSync(lora)
    const file = isFile ? resolve(lora) : loraFileOf(workspace, await findLora(workspace, lora))
    const pack = await openPack(packDirOf(options))
    return { name: lora, pack: pack.name, misfits: await new Networks(pack, null).misfitsOf(file) }
  })

const describe = (loras: readonly InstalledLora[]): string =>
  loras.length === 0
    ? text("loras.none")
    : columns([
        (["lora", "use", "size", "addedAt", "source"] as const).map(column => bold(text(`loras.${column}`))),
        ...loras.map(({ name, isFewSteps, bytes, addedAt, source }) => [
          name,
          text(isFewSteps ? "loras.fewSteps" : "loras.style"),
          megabytesText(bytes),
          dateText(addedAt),
          source,
        ]),
      ])

const describeCheck = ({ name, pack, misfits }: Checked): string =>
  misfits.length === 0
    ? text("loras.fits", { name, pack })
    : section(
        text("loras.misfits", { name, pack, count: misfits.length }),
        columns(misfits.map(({ key, why }) => [key, say(why)])),
      )
