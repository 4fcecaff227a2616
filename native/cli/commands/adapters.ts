/** `iamg adapters`: the fine-tuned adapters of a workspace. */
import { resolve } from "node:path"
import type { Command } from "commander"
import {
  exportAdapter,
  findAdapter,
  type InstalledAdapter,
  installAdapter,
  listAdapters,
  removeAdapter,
  renameAdapter,
} from "../../training/adapters.ts"
import { type WorkspaceOptions, withWorkspace } from "../options.ts"
import { run } from "../run.ts"
import { bold, columns } from "../text.ts"
import { dateText, help, numberText, text } from "../voice.ts"
import { withOpenWorkspace } from "../workspace.ts"

interface View {
  id: string
  name: string
  pack: string
  createdAt: string
  hash: string
  validation: InstalledAdapter["validation"]
}

export function addAdapters(program: Command): void {
  const adapters = program.command("adapters").description(help("adapters.about"))
  withWorkspace(adapters.command("list", { isDefault: true }))
    .description(help("adapters.list"))
    .action(
      run(
        (_, options: WorkspaceOptions) =>
          withOpenWorkspace("read", options, async ({ adaptersDir }) =>
            (await listAdapters(adaptersDir)).map(view),
          ),
        describe,
      ),
    )
  withWorkspace(adapters.command("rename"))
    .description(help("adapters.rename"))
    .argument("<adapter>", help("adapters.adapter"))
    .argument("<name>", help("adapters.name"))
    .action(
      run(
        (_, adapter: string, name: string, options: WorkspaceOptions) =>
          withOpenWorkspace("write", options, async ({ adaptersDir: dir }) =>
            view(await renameAdapter(dir, await findAdapter(dir, adapter), name)),
          ),
        ({ id, name }) => text("adapters.renamed", { id, name }),
      ),
    )
  withWorkspace(adapters.command("remove"))
    .description(help("adapters.remove"))
    .argument("<adapter>", help("adapters.adapter"))
    .action(
      run(
        (_, adapter: string, options: WorkspaceOptions) =>
          withOpenWorkspace("write", options, async ({ adaptersDir: dir }) => {
            const found = await findAdapter(dir, adapter)
            await removeAdapter(dir, found)
            return view(found)
          }),
        ({ name }) => text("adapters.removed", { name }),
      ),
    )
  withWorkspace(adapters.command("import"))
    .description(help("adapters.import"))
    .argument("<folder>", help("adapters.importFolder"))
    .action(
      run(
        (_, folder: string, options: WorkspaceOptions) =>
          withOpenWorkspace("write", options, async ({ adaptersDir }) =>
            view(await installAdapter(adaptersDir, resolve(folder))),
          ),
        ({ id, name }) => text("adapters.imported", { id, name }),
      ),
    )
  withWorkspace(adapters.command("export"))
    .description(help("adapters.export"))
    .argument("<adapter>", help("adapters.adapter"))
    .argument("<folder>", help("adapters.exportFolder"))
    .action(
      run(
        (_, adapter: string, folder: string, options: WorkspaceOptions) =>
          withOpenWorkspace("read", options, async ({ adaptersDir: dir }) => {
            const to = resolve(folder)
            const name = await exportAdapter(dir, await findAdapter(dir, adapter), to)
            return { folder: resolve(to, name) }
          }),
        ({ folder }) => text("adapters.exported", { folder }),
      ),
    )
}

const view = ({ id, adapter, validation }: InstalledAdapter): View => ({
  id,
  name: adapter.name,
  pack: adapter.manifest.pack.name,
  createdAt: adapter.manifest.createdAt,
  hash: adapter.hash,
  validation,
})

const describe = (views: readonly View[]): string =>
  views.length === 0
    ? text("adapters.none")
    : columns([
        (["adapter", "name", "pack", "made", "loss"] as const).map(column =>
          bold(text(`adapters.${column}`)),
        ),
        ...views.map(({ id, name, pack, createdAt, validation }) => [
          id,
          name,
          pack,
          dateText(createdAt),
          validation
            ? `${numberText(validation.before, 5)} → ${numberText(validation.after, 5)}`
            : text("common.unknown"),
        ]),
      ])
