/** `iamg items`: lists a workspace's items and their tags. */
import type { Command } from "commander"
import type { Item, ItemTags } from "../../contract/catalog.ts"
import { itemTagSet } from "../../interests/normalise.ts"
import { choiceOption, countOption, type WorkspaceOptions, withWorkspace } from "../options.ts"
import { run } from "../run.ts"
import { columns, faint, shortened } from "../text.ts"
import { help, listed, text } from "../voice.ts"
import { withOpenWorkspace } from "../workspace.ts"

interface Options extends WorkspaceOptions {
  scenario?: string
  search?: string
  offset?: number
  limit?: number
  away?: "archived" | "removed"
}

type ListedItem = Omit<Item, "tags"> & { tags: ItemTags | null }

export function addItems(program: Command): void {
  withWorkspace(program.command("items"))
    .description(help("items.about"))
    .option("--scenario <id>", help("common.scenario"))
    .option("--search <words>", help("items.search"))
    .addOption(choiceOption("--away <how>", help("items.away"), ["archived", "removed"]))
    .addOption(countOption("--offset <count>", help("items.offset")))
    .addOption(countOption("--limit <count>", help("items.limit")))
    .action(run((_context, options: Options) => listItems(options), describe))
}

const listItems = ({ workspace: dir, ...query }: Options): Promise<ListedItem[]> =>
  withOpenWorkspace("read", { workspace: dir }, async workspace => {
    const items = await workspace.items(query)
    return Promise.all(
      items.map(async item => ({ ...item, tags: (await workspace.itemTags(item.id)) ?? null })),
    )
  })

function describe(items: readonly ListedItem[]): string {
  const rows = items.map(item => [
    item.id,
    item.scenario,
    shortened(item.title, 40),
    faint(item.tags ? shortened(listed(itemTagSet(item.tags)), 70) : text("items.notTagged")),
  ])
  return [columns(rows), text("common.items", { count: items.length })].filter(Boolean).join("\n")
}
