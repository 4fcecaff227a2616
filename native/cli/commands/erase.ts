/** `iamg erase`: erases a shopper for good. */
import type { Command } from "commander"
import { eraseShopper } from "../../catalog/erase.ts"
import type { Erased } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import { type WorkspaceOptions, withWorkspace } from "../options.ts"
import { run } from "../run.ts"
import { UsageProblem } from "../usage-problem.ts"
import { help, text } from "../voice.ts"
import { withOpenWorkspace } from "../workspace.ts"

interface Options extends WorkspaceOptions {
  yes?: boolean
}

export function addErase(program: Command): void {
  withWorkspace(program.command("erase"))
    .description(help("erase.about"))
    .argument("<shopper>", help("erase.shopper"))
    .option("--yes", help("erase.yes"))
    .action(run((_context, shopper: string, options: Options) => erase(shopper, options), describe))
}

async function erase(shopper: string, { yes, ...options }: Options): Promise<Erased> {
  // It has no undo.
  if (!yes) throw new UsageProblem(note("cli.erase_unsure", { shopper }))
  return withOpenWorkspace("write", options, workspace => eraseShopper(workspace, shopper))
}

const describe = (erased: Erased): string => [text("erase.done", erased), text("erase.others")].join("\n\n")
