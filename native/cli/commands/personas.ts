/** `iamg personas`: lists, shows and makes personas. */
import type { Command } from "commander"
import { pseudonymOf } from "../../catalog/persona.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import type { Persona } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import { repeated, type WorkspaceOptions, withWorkspace } from "../options.ts"
import { run } from "../run.ts"
import { columns, faint, section, shortened } from "../text.ts"
import { help, listed, text } from "../voice.ts"
import { withOpenWorkspace } from "../workspace.ts"

/** A persona, and the name that recipes use for it. */
type ListedPersona = Persona & { pseudonym: string }

export function addPersonas(program: Command): void {
  const personas = program.command("personas").description(help("personas.about"))

  withWorkspace(personas.command("list", { isDefault: true }))
    .description(help("personas.list"))
    .option("--scenario <id>", help("personas.scenario"))
    .action(run((_context, options: ListOptions) => list(options), describeList))

  withWorkspace(personas.command("show"))
    .description(help("personas.show"))
    .argument("<persona>", help("personas.persona"))
    .action(
      run((_context, persona: string, options: WorkspaceOptions) => show(persona, options), describeOne),
    )

  withWorkspace(personas.command("create"))
    .description(help("personas.create"))
    .argument("<name>", help("personas.name"))
    .requiredOption("--item <id>", help("personas.item"), repeated)
    .option("--pin <tag>", help("personas.pin"), repeated)
    .option("--ban <tag>", help("personas.ban"), repeated)
    .action(run((_context, name: string, options: CreateOptions) => create(name, options), describeOne))
}

interface ListOptions extends WorkspaceOptions {
  scenario?: string
}

interface CreateOptions extends WorkspaceOptions {
  item: string[]
  pin?: string[]
  ban?: string[]
}

const viewOf = (persona: Persona, { salt }: Workspace): ListedPersona => ({
  ...persona,
  pseudonym: pseudonymOf(persona, salt),
})

const list = ({ scenario, ...options }: ListOptions) =>
  withOpenWorkspace("read", options, async workspace => {
    const personas = await workspace.personas()
    return personas
      .filter(persona => !scenario || persona.scenario === scenario)
      .map(persona => viewOf(persona, workspace))
  })

const show = (idOrName: string, options: WorkspaceOptions) =>
  withOpenWorkspace("read", options, async workspace =>
    viewOf(await workspace.findPersona(idOrName), workspace),
  )

const create = (name: string, { item: items, pin = [], ban = [], ...options }: CreateOptions) =>
  withOpenWorkspace("write", options, async workspace => {
    const { scenario } = await workspace.findItem(items[0]!)
    for (const id of items) {
      const other = await workspace.findItem(id)
      if (other.scenario !== scenario) {
        const clash = { item: items[0]!, scenario, other: id, otherScenario: other.scenario }
        throw new StudioError("persona.invalid", { problem: note("persona.two_scenarios", clash) })
      }
    }
    const persona = await workspace.createPersona({ name, scenario, items, pinned: pin, banned: ban })
    return viewOf(persona, workspace)
  })

function describeList(personas: readonly ListedPersona[]): string {
  const rows = personas.map(({ id, name, scenario, items }) => [
    id,
    shortened(name, 40),
    scenario,
    faint(text("common.items", { count: items.length })),
  ])
  return [columns(rows), text("personas.count", { count: personas.length })].filter(Boolean).join("\n")
}

function describeOne({ id, name, scenario, items, pinned, banned, pseudonym }: ListedPersona): string {
  const facts = columns([
    [text("personas.id"), id],
    [text("personas.scenario"), scenario],
    [text("personas.pseudonym"), pseudonym],
    [text("personas.pinned"), listed(pinned) || text("common.none")],
    [text("personas.banned"), listed(banned) || text("common.none")],
  ])
  return [section(name, facts), section(text("personas.history"), items.join("\n"))].join("\n\n")
}
