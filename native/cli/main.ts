/** Entry of `iamg`: sets the exit code and lets the process end by itself. */
import { runCli } from "./program.ts"

// `iamg items | head` closes the pipe early; there is no one left to write to.
process.stdout.on("error", error => {
  if ((error as NodeJS.ErrnoException).code === "EPIPE") process.exit(0)
  throw error
})

process.exitCode = await runCli(process.argv.slice(2))
