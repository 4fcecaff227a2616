/** The program: its commands, and what they have in common. */
import { Command, CommanderError } from "commander"
import { version } from "../version.ts"
import { failureOf, failureText, usageCode } from "./failure.ts"
import { logFor } from "./verbose.ts"
import { helpText, localeOf, setLocale } from "./voice.ts"

const exitCodes = [
  "Exit codes: 0 done; 1 it could not be done (the reason is on stderr); 2 wrong usage; 130 stopped by Ctrl-C.",
  'With --json, stdout holds one JSON value: the result, or {"error": {code, message, next, details}}.',
]

type Add = (program: Command) => void

/** Each command with what it needs is read only when it is called, so that none waits for another's models. */
const commands: Readonly<Record<string, () => Promise<Add>>> = {
  import: async () => (await import("./commands/import.ts")).addImport,
  tag: async () => (await import("./commands/tag.ts")).addTag,
  merges: async () => (await import("./commands/merges.ts")).addMergesCommand,
  items: async () => (await import("./commands/items.ts")).addItems,
  personas: async () => (await import("./commands/personas.ts")).addPersonas,
  personalize: async () => (await import("./commands/personalize.ts")).addPersonalize,
  sweep: async () => (await import("./commands/sweep.ts")).addSweep,
  export: async () => (await import("./commands/export.ts")).addExport,
  train: async () => (await import("./commands/train.ts")).addTrain,
  adapters: async () => (await import("./commands/adapters.ts")).addAdapters,
  evaluate: async () => (await import("./commands/evaluate.ts")).addEvaluate,
  preference: async () => (await import("./commands/preference.ts")).addPreference,
  recipe: async () => (await import("./commands/recipe.ts")).addRecipe,
  pack: async () => (await import("./commands/pack.ts")).addPack,
  graph: async () => (await import("./commands/graph.ts")).addGraph,
  demo: async () => (await import("./commands/demo.ts")).addDemo,
  serve: async () => (await import("./commands/serve.ts")).addServe,
}

/** The command that the arguments name; all of them where they name none, for help. */
async function addersFor([name = ""]: readonly string[]): Promise<Add[]> {
  const named = Object.hasOwn(commands, name) ? commands[name] : undefined
  return named ? [await named()] : Promise.all(Object.values(commands).map(load => load()))
}

function program(adders: readonly Add[]): Command {
  const iamg = new Command("iamg")
    .description("I-AM-G Studio: personalised catalog images on your own machine.")
    .version(version)
    .exitOverride()
    // Errors are said once, by runCli.
    .configureOutput({ outputError: () => undefined })
    .addHelpText("afterAll", () => `\n${exitCodes.map(helpText).join("\n")}`)
  for (const add of adders) add(iamg)
  for (const leaf of leaves(iamg))
    leaf
      .option("--json", "print JSON for programs")
      .option("--verbose", "say on stderr what is done, and the stack of an error")
      .option("--language <name>", "language of what is printed: en or zh (default: the system's)")
  speakHelp(iamg)
  return iamg
}

/** Says all that --help shows in the language in use. */
function speakHelp(command: Command): void {
  command.description(helpText(command.description()))
  command.helpOption("-h, --help", helpText("display help for command"))
  if (command.commands.length > 0) command.helpCommand("help [command]", helpText("display help for command"))
  for (const option of command.options) option.description = helpText(option.description)
  for (const argument of command.registeredArguments) argument.description = helpText(argument.description)
  command.configureHelp({ styleTitle: helpText })
  for (const child of command.commands) speakHelp(child)
}

function* leaves(command: Command): Generator<Command> {
  if (command.commands.length === 0) yield command
  for (const child of command.commands) yield* leaves(child)
}

/** Runs one command line; the answer is its exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  // Help is made of words, so that the language is settled before any command is read.
  setLocale(localeOf(args))
  const iamg = program(await addersFor(args))
  try {
    await iamg.parseAsync(args, { from: "user" })
    return 0
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    // Without a command, commander has shown the help already.
    if (error instanceof CommanderError && error.code === "commander.help") return usageCode
    logFor({ verbose: args.includes("--verbose") }).error("command", error)
    const failure = failureOf(error, commandNamed(iamg, args))
    if (args.includes("--json")) process.stdout.write(`${JSON.stringify({ error: failure.error })}\n`)
    else process.stderr.write(`${failureText(failure)}\n`)
    return failure.exitCode
  }
}

/** The command that the arguments name, as the user typed it: `iamg pack info`. */
function commandNamed(iamg: Command, args: readonly string[]): string {
  const names = [iamg.name()]
  let command: Command | undefined = iamg
  for (const arg of args) {
    command = command.commands.find(child => child.name() === arg)
    if (!command) break
    names.push(arg)
  }
  return names.join(" ")
}
