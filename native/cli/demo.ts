/** `npm run demo`: the whole main road on the sample catalog. */
import { runCli } from "./program.ts"

process.exitCode = await runCli(["demo", ...process.argv.slice(2)])
