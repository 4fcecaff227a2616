/** `iamg masks`: what of an item's picture is kept as it is. */
import { resolve } from "node:path"
import type { Command } from "commander"
import { readMaskFile } from "../../catalog/mask-file.ts"
import { MaskStore } from "../../catalog/mask-store.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import { reasonOf } from "../../contract/errors.ts"
import type { Mask } from "../../contract/mask.ts"
import type { Note } from "../../contract/note.ts"
import { isOfOneItem, keepSubjectMask } from "../../personalize/subject-mask.ts"
import { type ModelOptions, repeated, type WorkspaceOptions, withModel, withWorkspace } from "../options.ts"
import { type Context, run } from "../run.ts"
import { withStudio } from "../studio.ts"
import { columns, faint, section } from "../text.ts"
import { help, say, text } from "../voice.ts"
import { withOpenWorkspace } from "../workspace.ts"

/** A mask, and where its PNG lies. */
type MaskWithFile = Mask & { file: string }

interface ItemOptions extends WorkspaceOptions {
  item: string
}

interface NameOptions extends ItemOptions {
  name: string
}

interface MakeOptions extends WorkspaceOptions, ModelOptions {
  item: string[]
  name: string
}

export function addMasks(program: Command): void {
  const masks = program.command("masks").description(help("masks.about"))
  withModel(withWorkspace(masks.command("make")))
    .description(help("masks.make"))
    .requiredOption("--item <id>", help("masks.items"), repeated)
    .requiredOption("--subject", help("masks.subject"))
    .requiredOption("--name <name>", help("masks.name"))
    .action(run(make, describeMade))
  withWorkspace(masks.command("import"))
    .description(help("masks.import"))
    .argument("<file>", help("masks.file"))
    .requiredOption("--item <id>", help("common.item"))
    .requiredOption("--name <name>", help("masks.name"))
    .action(run((_context, file: string, options: NameOptions) => importMask(file, options), describeImport))
  withWorkspace(masks.command("list", { isDefault: true }))
    .description(help("masks.list"))
    .requiredOption("--item <id>", help("common.item"))
    .action(run((_context, options: ItemOptions) => list(options), describe))
  withWorkspace(masks.command("delete"))
    .description(help("masks.delete"))
    .requiredOption("--item <id>", help("common.item"))
    .requiredOption("--name <name>", help("masks.name"))
    .action(run((_context, options: NameOptions) => remove(options), describe))
}

const withFile = (workspace: Workspace, mask: Mask): MaskWithFile => ({
  ...mask,
  file: resolve(workspace.maskPath(mask.hash)),
})

interface Made {
  masks: (MaskWithFile & { doubts: Note[] })[]
  failed: { item: string; reason: Note }[]
}

function make({ signal, progress }: Context, { item: items, name, ...options }: MakeOptions): Promise<Made> {
  return withStudio(options, async studio => {
    const { workspace } = studio
    const made: Made = { masks: [], failed: [] }
    for (const [index, id] of items.entries()) {
      signal.throwIfAborted()
      progress.update(text("progress.masks"), index, items.length)
      try {
        const { mask, doubts } = await keepSubjectMask(studio, await workspace.findItem(id), name)
        made.masks.push({ ...withFile(workspace, mask), doubts })
      } catch (error) {
        // One item alone fails as a command does; of many, the others go on.
        if (items.length === 1 || !isOfOneItem(error)) throw error
        made.failed.push({ item: id, reason: reasonOf(error) })
      }
    }
    return made
  })
}

const importMask = (file: string, { item: id, name, ...options }: NameOptions) =>
  withOpenWorkspace("write", options, async workspace => {
    const item = await workspace.findItem(id)
    const { mask, notes } = await new MaskStore(workspace).import(
      item,
      name,
      await readMaskFile(resolve(file)),
    )
    return { ...withFile(workspace, mask), notes }
  })

const list = ({ item: id, ...options }: ItemOptions) =>
  withOpenWorkspace("read", options, async workspace =>
    new MaskStore(workspace).of(await workspace.findItem(id)).map(mask => withFile(workspace, mask)),
  )

const remove = ({ item: id, name, ...options }: NameOptions) =>
  withOpenWorkspace("write", options, async workspace => {
    const store = new MaskStore(workspace)
    const item = await workspace.findItem(id)
    store.remove(item, name)
    return store.of(item).map(mask => withFile(workspace, mask))
  })

const rowOf = ({ name, share, stale, file }: MaskWithFile): string[] => [
  name,
  text("masks.keeps", { share }),
  file,
  stale ? faint(text("masks.stale")) : "",
]

const describe = (masks: readonly MaskWithFile[]): string => columns(masks.map(rowOf)) || text("masks.none")

const describeImport = ({ notes, ...mask }: MaskWithFile & { notes: Note[] }): string =>
  [describe([mask]), ...notes.map(say)].join("\n")

function describeMade({ masks, failed }: Made): string {
  const doubtful = masks.filter(({ doubts }) => doubts.length > 0)
  const rows = doubtful.flatMap(({ item, doubts }) => doubts.map(doubt => [item, say(doubt)]))
  const failures = failed.map(({ item, reason }) => [item, say(reason)])
  return [
    columns(masks.map(mask => [mask.item, ...rowOf(mask)])),
    ...(rows.length > 0 ? [section(text("masks.doubtful"), columns(rows))] : []),
    ...(failures.length > 0 ? [section(text("masks.failed"), columns(failures))] : []),
  ].join("\n\n")
}
