/** `iamg items`: lists a workspace's items and their tags. */
import type { Command } from "commander"
import { openWorkspace } from "../../catalog/workspace.ts"
import type { Item, ItemTags } from "../../contract/catalog.ts"
import { itemTagSet } from "../../interests/normalise.ts"
import { readCount, type WorkspaceOptions, withWorkspace } from "../options.ts"
import { run } from "../run.ts"
import { columns, faint, plural, shortened } from "../text.ts"

interface Options extends WorkspaceOptions {
  scenario?: string
  search?: string
  offset?: number
  limit?: number
}

type ListedItem = Omit<Item, "tags"> & { tags: ItemTags | null }

export function addItems(program: Command): void {
  withWorkspace(program.command("items"))
    .description("list the items of a workspace with their tags")
    .option("--scenario <id>", "only items of this scenario")
    .option("--search <words>", "only items whose id or title contains these words")
    .option("--offset <count>", "leave out the first items", readCount)
    .option("--limit <count>", "list at most so many items", readCount)
    .action(run((_context, options: Options) => listItems(options), describe))
}

async function listItems({ workspace: dir, ...query }: Options): Promise<ListedItem[]> {
  const workspace = await openWorkspace(dir, { mode: "read" })
  try {
    const items = await workspace.items(query)
    return await Promise.all(
      items.map(async item => ({ ...item, tags: (await workspace.itemTags(item.id)) ?? null })),
    )
  } finally {
    await workspace.close()
  }
}

function describe(items: readonly ListedItem[]): string {
  const rows = items.map(item => [
    item.id,
    item.scenario,
    shortened(item.title, 40),
    faint(item.tags ? shortened(itemTagSet(item.tags).join(", "), 70) : "(not tagged)"),
  ])
  return [columns(rows), plural(items.length, "item")].filter(Boolean).join("\n")
}
