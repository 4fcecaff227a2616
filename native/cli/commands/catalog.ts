/** `iamg catalog`: lists the folders that were imported; archives, deletes and restores items, personas and whole folders. */
import { resolve } from "node:path"
import type { Command } from "commander"
import { listCatalogs } from "../../catalog/catalog-store.ts"
import { bringBack, putAway } from "../../catalog/put-away.ts"
import type { AwayKind, AwayRequest, ImportedCatalog, PutAway } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import { repeated, type WorkspaceOptions, withWorkspace } from "../options.ts"
import { run } from "../run.ts"
import { columns } from "../text.ts"
import { UsageProblem } from "../usage-problem.ts"
import { dateText, help, text } from "../voice.ts"
import { withOpenWorkspace } from "../workspace.ts"

interface Options extends WorkspaceOptions {
  item?: string[]
  persona?: string[]
  from?: string[]
  gone?: boolean
}

export function addCatalog(program: Command): void {
  const catalog = program.command("catalog").description(help("catalog.about"))
  withWorkspace(catalog.command("list", { isDefault: true }))
    .description(help("catalog.list"))
    .action(run((_context, options: WorkspaceOptions) => list(options), describeList))
  const add = (name: "archive" | "delete" | "restore", work: (options: Options) => Promise<PutAway>) =>
    withWorkspace(catalog.command(name))
      .description(help(`catalog.${name}`))
      .option("--item <id>", help("catalog.item"), repeated)
      .option("--persona <id>", help("catalog.persona"), repeated)
      .option("--from <dir>", help("catalog.from"), repeated)
      .option("--gone", help("catalog.gone"))
      .action(
        run(
          (_context, options: Options) => work(options),
          done => describe(name, done),
        ),
      )
  add("archive", options => put(options, "archived"))
  add("delete", options => put(options, "removed"))
  add("restore", restore)
}

const list = (options: WorkspaceOptions): Promise<ImportedCatalog[]> =>
  withOpenWorkspace("read", options, async workspace => workspace.state.read(listCatalogs))

async function put(options: Options, kind: AwayKind): Promise<PutAway> {
  const request = requestOf(options)
  return withOpenWorkspace("write", options, workspace => putAway(workspace, request, kind))
}

async function restore(options: Options): Promise<PutAway> {
  const request = requestOf(options)
  return withOpenWorkspace("write", options, workspace => bringBack(workspace, request))
}

function requestOf({ item = [], persona = [], from = [], gone = false }: Options): AwayRequest {
  if (item.length + persona.length + from.length === 0 && !gone)
    throw new UsageProblem(note("cli.nothing_named", { flags: ["--item", "--persona", "--from", "--gone"] }))
  // A folder may be named from here; a catalog's number stays one.
  const catalogs = from.map(name => (/^\d+$/.test(name) ? name : resolve(name)))
  return { items: item, personas: persona, catalogs, gone }
}

function describeList(catalogs: readonly ImportedCatalog[]): string {
  const rows = catalogs.map(({ id, source, at, ...counts }) => [
    `${id}`,
    source,
    dateText(at),
    text("catalog.counts", counts),
  ])
  return [columns(rows), text("catalog.folders", { count: catalogs.length })].filter(Boolean).join("\n")
}

const describe = (what: "archive" | "delete" | "restore", { items, personas }: PutAway): string =>
  text(`catalog.${what}d`, { items: items.length, personas: personas.length })
