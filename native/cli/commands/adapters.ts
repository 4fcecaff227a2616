/** `iamg adapters`: the fine-tuned adapters of a workspace. */
import { resolve } from "node:path"
import type { Command } from "commander"
import { openWorkspace, type Workspace } from "../../catalog/workspace.ts"
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

interface View {
  id: string
  name: string
  pack: string
  createdAt: string
  hash: string
  validation: InstalledAdapter["validation"]
}

export function addAdapters(program: Command): void {
  const adapters = program
    .command("adapters")
    .description("list fine-tuned adapters, and bring them in and out")
  withWorkspace(adapters.command("list", { isDefault: true }))
    .description("list the adapters of a workspace")
    .action(
      run(
        (_, options: WorkspaceOptions) =>
          inWorkspace("read", options, async ({ adaptersDir }) =>
            (await listAdapters(adaptersDir)).map(view),
          ),
        describe,
      ),
    )
  withWorkspace(adapters.command("rename <adapter> <name>"))
    .description("give an adapter another name; images keep knowing it")
    .action(
      run(
        (_, adapter: string, name: string, options: WorkspaceOptions) =>
          inWorkspace("write", options, async ({ adaptersDir: dir }) =>
            view(await renameAdapter(dir, await findAdapter(dir, adapter), name)),
          ),
        ({ id, name }) => `${id} is called “${name}” now.`,
      ),
    )
  withWorkspace(adapters.command("remove <adapter>"))
    .description("delete an adapter; images that were made with it stay")
    .action(
      run(
        (_, adapter: string, options: WorkspaceOptions) =>
          inWorkspace("write", options, async ({ adaptersDir: dir }) => {
            const found = await findAdapter(dir, adapter)
            await removeAdapter(dir, found)
            return view(found)
          }),
        ({ name }) => `“${name}” is deleted.`,
      ),
    )
  withWorkspace(adapters.command("import <folder>"))
    .description("copy an adapter's folder into the workspace")
    .action(
      run(
        (_, folder: string, options: WorkspaceOptions) =>
          inWorkspace("write", options, async ({ adaptersDir }) =>
            view(await installAdapter(adaptersDir, resolve(folder))),
          ),
        ({ id, name }) => `“${name}” is here as ${id}.`,
      ),
    )
  withWorkspace(adapters.command("export <adapter> <folder>"))
    .description("copy an adapter to a new folder inside another")
    .action(
      run(
        (_, adapter: string, folder: string, options: WorkspaceOptions) =>
          inWorkspace("read", options, async ({ adaptersDir: dir }) => {
            const to = resolve(folder)
            const name = await exportAdapter(dir, await findAdapter(dir, adapter), to)
            return { folder: resolve(to, name) }
          }),
        ({ folder }) => `It is in ${folder}.`,
      ),
    )
}

async function inWorkspace<Result>(
  mode: "read" | "write",
  options: WorkspaceOptions,
  work: (workspace: Workspace) => Promise<Result>,
): Promise<Result> {
  const workspace = await openWorkspace(resolve(options.workspace), { mode })
  return work(workspace).finally(() => workspace.close())
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
    ? "There are no adapters yet: see iamg train."
    : columns([
        ["adapter", "name", "pack", "made", "held-out loss"].map(bold),
        ...views.map(({ id, name, pack, createdAt, validation }) => [
          id,
          name,
          pack,
          createdAt.slice(0, 10),
          validation ? `${validation.before.toFixed(5)} → ${validation.after.toFixed(5)}` : "unknown",
        ]),
      ])
