/** `iamg merges`: shows near-duplicate tags, joins them and takes a join back. Tags themselves are never changed. */
import type { Command } from "commander"
import type { TagMerge } from "../../contract/catalog.ts"
import { clipEmbedder } from "../../interests/clip-embedder.ts"
import { addMerges, undoMerges } from "../../interests/merge.ts"
import { type DuplicateGroup, mergesOf, nearDuplicates, tagUses } from "../../interests/near-duplicates.ts"
import { itemTagSet, normaliseTags } from "../../interests/normalise.ts"
import { type ModelOptions, repeated, type WorkspaceOptions, withModel, withWorkspace } from "../options.ts"
import { type Context, run } from "../run.ts"
import { withStudio } from "../studio.ts"
import { columns, section } from "../text.ts"
import { help, text } from "../voice.ts"

interface Options extends WorkspaceOptions, ModelOptions {
  apply?: boolean
  undo?: string[]
}

interface Result {
  /** What counting reads as another tag. */
  merges: TagMerge[]
  /** What could be joined as well. */
  proposals: DuplicateGroup[]
}

export function addMergesCommand(program: Command): void {
  withModel(withWorkspace(program.command("merges")))
    .description(help("merges.about"))
    .option("--apply", help("merges.apply"))
    .option("--undo <tag>", help("merges.undo"), repeated)
    .action(run(merges, describe))
}

const merges = ({ signal }: Context, { apply = false, undo = [], ...options }: Options): Promise<Result> =>
  withStudio(options, async ({ workspace, pipeline }) => {
    let current = await workspace.tagMerges()
    if (undo.length > 0) {
      current = undoMerges(current, normaliseTags(undo))
      await workspace.setTagMerges(current)
    }
    const joined = new Set(current.map(({ from }) => from))
    const tags = await Promise.all((await workspace.items()).map(item => workspace.itemTags(item.id)))
    const uses = tagUses(
      tags.flatMap(known => (known ? [itemTagSet(known).filter(tag => !joined.has(tag))] : [])),
    )
    const clip = clipEmbedder(pipeline)
    const proposals = await nearDuplicates(uses, clip && (words => clip.textEmbeddings(words)), { signal })
    if (!apply) return { merges: current, proposals }
    const all = addMerges(current, mergesOf(proposals))
    await workspace.setTagMerges(all)
    return { merges: all, proposals: [] }
  })

function describe({ merges, proposals }: Result): string {
  const joined = merges.map(({ from, to }) => [from, text("merges.countsAs", { tag: to })])
  const proposed = proposals.flatMap(({ tag, duplicates }) =>
    duplicates.map(({ tag: from, because, similarity }) => [
      from,
      text("merges.couldCountAs", { tag }),
      because === "spelling" ? text("merges.spelling") : text("merges.similarity", { similarity }),
    ]),
  )
  return [
    section(text("merges.joined"), columns(joined) || text("common.none")),
    section(text("merges.proposed"), columns(proposed) || text("common.none")),
  ].join("\n\n")
}
