/** `iamg layouts`: words, logos and shapes that are laid over the images of a set. */
import { resolve } from "node:path"
import type { Command } from "commander"
import { channelSizes } from "../../contract/image-set.ts"
import type { Layout } from "../../contract/layout.ts"
import type { Note } from "../../contract/note.ts"
import { checkLayout } from "../../exporting/layout/check.ts"
import { fieldsOf } from "../../exporting/layout/fields.ts"
import {
  addLayout,
  type ListedLayout,
  listLayouts,
  loadLayout,
  removeLayout,
} from "../../exporting/layout/store.ts"
import { type WorkspaceOptions, withWorkspace } from "../options.ts"
import { run } from "../run.ts"
import { bold, columns, section } from "../text.ts"
import { help, say, text } from "../voice.ts"
import { withOpenWorkspace } from "../workspace.ts"

interface Added {
  name: string
  hash: string
}

interface Checked extends Added {
  problems: Note[]
  warnings: Note[]
}

export function addLayouts(program: Command): void {
  const layouts = program.command("layouts").description(help("layouts.about"))
  withWorkspace(layouts.command("list", { isDefault: true }))
    .description(help("layouts.list"))
    .action(run((_, options: WorkspaceOptions) => withOpenWorkspace("read", options, listLayouts), describe))
  withWorkspace(layouts.command("add"))
    .description(help("layouts.add"))
    .argument("<file>", help("layouts.file"))
    .option("--replace", help("layouts.replace"))
    .action(
      run(
        (_, file: string, options: WorkspaceOptions & { replace?: boolean }) =>
          withOpenWorkspace("write", options, async workspace => {
            const { ref } = await addLayout(workspace, resolve(file), options.replace ?? false)
            return ref
          }),
        ({ name }) => text("layouts.added", { name }),
      ),
    )
  withWorkspace(layouts.command("check"))
    .description(help("layouts.check"))
    .argument("<layout>", help("layouts.layout"))
    .action(run((_, name: string, options: WorkspaceOptions) => check(name, options), describeCheck))
  withWorkspace(layouts.command("remove"))
    .description(help("layouts.remove"))
    .argument("<layout>", help("layouts.layout"))
    .action(
      run(
        (_, name: string, options: WorkspaceOptions) =>
          withOpenWorkspace("write", options, async workspace => {
            await removeLayout(workspace, name)
            return { name }
          }),
        ({ name }) => text("layouts.removed", { name }),
      ),
    )
  withWorkspace(layouts.command("show"))
    .description(help("layouts.show"))
    .argument("<layout>", help("layouts.layout"))
    .action(
      run(
        (_, name: string, options: WorkspaceOptions) =>
          withOpenWorkspace("read", options, async workspace => (await loadLayout(workspace, name)).layout),
        (layout: Layout) => JSON.stringify(layout, null, 2),
      ),
    )
}

const check = (name: string, options: WorkspaceOptions): Promise<Checked> =>
  withOpenWorkspace("read", options, async workspace => {
    const loaded = await loadLayout(workspace, name)
    const items = await workspace.items()
    const fields = items.map(item => fieldsOf(item, workspace.itemExtras(item.id)))
    return { ...loaded.ref, ...(await checkLayout(loaded, channelSizes, fields)) }
  })

const describe = (layouts: readonly ListedLayout[]): string =>
  columns([
    (["layout", "origin", "elements"] as const).map(column => bold(text(`layouts.${column}`))),
    ...layouts.map(({ name, origin, elements }) => [
      name,
      text(`layouts.${origin}`),
      text("common.count", { count: elements }),
    ]),
  ])

const describeCheck = ({ name, problems, warnings }: Checked): string =>
  [
    problems.length === 0
      ? text("layouts.good", { name })
      : section(text("layouts.notYet", { name }), problems.map(say).join("\n")),
    ...(warnings.length > 0 ? [section(text("layouts.hints"), warnings.map(say).join("\n"))] : []),
  ].join("\n\n")
