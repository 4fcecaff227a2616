/** That a command was called in a way that it can't be. The command's name is added where the error is said. */
import type { CommanderError } from "commander"
import { note } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"

export class UsageProblem extends Error {
  readonly problem: Note

  constructor(problem: Note) {
    super(problem.code)
    this.problem = problem
  }
}

/** That a flag or an argument can't have the value that it was given; `range` says what it may be. */
export const valueProblem = (flag: string, value: string, range: Note): UsageProblem =>
  new UsageProblem(note("cli.flag_value", { flag, value, range }))

/** What Commander complains of, as a note: it tells by its code which complaint it is, and by its message of what. */
export function problemOf({ code, message }: CommanderError): Note {
  const [quoted = ""] = /(?<=').*?(?=')/.exec(message) ?? []
  const named = quoted.match(/--[\w-]+/)?.[0] ?? quoted
  switch (code) {
    case "commander.unknownOption":
      return note("cli.unknown_option", { option: named, near: nearIn(message) })
    case "commander.unknownCommand":
      return note("cli.unknown_command", { command: quoted, near: nearIn(message) })
    case "commander.missingArgument":
      return note("cli.missing_argument", { argument: quoted })
    case "commander.optionMissingArgument":
      return note("cli.missing_value", { option: named })
    case "commander.missingMandatoryOptionValue":
      return note("cli.missing_option", { option: named })
    case "commander.excessArguments": {
      const [most = 0, given = 0] = message.match(/\d+(?= argument|\.$)/g)?.map(Number) ?? []
      return note("cli.too_many_arguments", { most, given })
    }
    default:
      return note("program.quoted", { text: message.replace(/^error: /, "") })
  }
}

/** `(Did you mean one of import, items?)` */
const nearIn = (message: string): string[] =>
  /\(Did you mean (?:one of )?(.+)\?\)/.exec(message)?.[1]?.split(", ") ?? []
