/** The program: its commands, and what they have in common. */
import { type Command, CommanderError } from "commander"
import { version } from "../version.ts"
import { commandLine } from "./command-line.ts"
import { failureJson, failureOf, failureText, usageCode } from "./failure.ts"
import { logFor } from "./verbose.ts"
import { help, languageAskedFor, languages, localeNamed, setLocale, systemLocale } from "./voice.ts"

type Add = (program: Command) => void

/** Each command with what it needs is read only when it is called, so that none waits for another's models. */
const commands: Readonly<Record<string, () => Promise<Add>>> = {
  import: async () => (await import("./commands/import.ts")).addImport,
  tag: async () => (await import("./commands/tag.ts")).addTag,
  merges: async () => (await import("./commands/merges.ts")).addMergesCommand,
  items: async () => (await import("./commands/items.ts")).addItems,
  layouts: async () => (await import("./commands/layouts.ts")).addLayouts,
  loras: async () => (await import("./commands/loras.ts")).addLoras,
  upscalers: async () => (await import("./commands/upscalers.ts")).addUpscalers,
  masks: async () => (await import("./commands/masks.ts")).addMasks,
  catalog: async () => (await import("./commands/catalog.ts")).addCatalog,
  erase: async () => (await import("./commands/erase.ts")).addErase,
  personas: async () => (await import("./commands/personas.ts")).addPersonas,
  personalize: async () => (await import("./commands/personalize.ts")).addPersonalize,
  sweep: async () => (await import("./commands/sweep.ts")).addSweep,
  export: async () => (await import("./commands/export.ts")).addExport,
  worker: async () => (await import("./commands/worker.ts")).addWorker,
  farm: async () => (await import("./commands/farm.ts")).addFarm,
  train: async () => (await import("./commands/train.ts")).addTrain,
  teach: async () => (await import("./commands/teach.ts")).addTeach,
  adapters: async () => (await import("./commands/adapters.ts")).addAdapters,
  evaluate: async () => (await import("./commands/evaluate.ts")).addEvaluate,
  preference: async () => (await import("./commands/preference.ts")).addPreference,
  recipe: async () => (await import("./commands/recipe.ts")).addRecipe,
  models: async () => (await import("./commands/models.ts")).addModels,
  pack: async () => (await import("./commands/pack.ts")).addPack,
  graph: async () => (await import("./commands/graph.ts")).addGraph,
  workspace: async () => (await import("./commands/workspace.ts")).addWorkspace,
  demo: async () => (await import("./commands/demo.ts")).addDemo,
  serve: async () => (await import("./commands/serve.ts")).addServe,
}

/** The arguments without `--language`, which may stand before the command. */
const withoutLanguage = (args: readonly string[]): string[] =>
  args.filter((arg, at) => !/^--language(=|$)/.test(arg) && args[at - 1] !== "--language")

/** The command that the arguments name; all of them where they name none, for help. */
async function addersFor(args: readonly string[]): Promise<Add[]> {
  const [name = ""] = withoutLanguage(args)
  const named = Object.hasOwn(commands, name) ? commands[name] : undefined
  return named ? [await named()] : Promise.all(Object.values(commands).map(load => load()))
}

/** All of the program, or only some of its commands. */
export function program(adders: readonly Add[]): Command {
  const iamg = commandLine("iamg")
    .description(help("program.about"))
    .version(version, "-V, --version", help("program.version"))
    .addHelpText(
      "afterAll",
      `\n${help("program.exitCodes")}\n${help("program.jsonResult", { shape: '{"error": {code, message, next, details}}' })}`,
    )
  for (const add of adders) add(iamg)
  for (const command of below(iamg)) {
    command.helpOption("-h, --help", help("program.help"))
    if (command.commands.length > 0) command.helpCommand("help [command]", help("program.help"))
    else command.option("--json", help("common.json")).option("--verbose", help("common.verbose"))
    withLanguage(command)
  }
  return iamg
}

const withLanguage = (command: Command): Command =>
  command.option("--language <name>", help("common.language", { known: languages.join(", ") }))

/** The program and every command in it. */
export const wholeProgram = async (): Promise<Command> => program(await addersFor([]))

/** A command and all below it. */
export function* below(command: Command): Generator<Command> {
  yield command
  for (const child of command.commands) yield* below(child)
}

/** Runs one command line; the answer is its exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  let iamg: Command | undefined
  try {
    // Help is made of words, so that the language is settled before any command is read.
    setLocale(systemLocale())
    const asked = languageAskedFor(args)
    if (asked !== undefined) setLocale(localeNamed(asked))
    iamg = program(await addersFor(args))
    await iamg.parseAsync(args, { from: "user" })
    return 0
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    // Without a command, commander has shown the help already.
    if (error instanceof CommanderError && error.code === "commander.help") return usageCode
    logFor({ verbose: args.includes("--verbose") }).error("command", error)
    const failure = failureOf(error, commandNamed(iamg, args))
    if (args.includes("--json")) process.stdout.write(`${failureJson(failure)}\n`)
    else process.stderr.write(`${failureText(failure)}\n`)
    return failure.exitCode
  }
}

/** The command that the arguments name, as the user typed it: `iamg pack info`. */
function commandNamed(iamg: Command | undefined, args: readonly string[]): string {
  const names = ["iamg"]
  let command = iamg
  for (const arg of withoutLanguage(args)) {
    command = command?.commands.find(child => child.name() === arg)
    if (!command) break
    names.push(arg)
  }
  return names.join(" ")
}
