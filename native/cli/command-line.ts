/** A command line that helps in the language in use and throws its errors, which whoever runs it says once. */
import { Command } from "commander"
import { helpStyle } from "./help.ts"

export const commandLine = (name: string): Command =>
  new Command(name)
    .exitOverride()
    .configureHelp(helpStyle)
    .configureOutput({ outputError: () => undefined })
