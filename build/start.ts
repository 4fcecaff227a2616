/** `npm start`, as built: this file runs as dist/app/start.js. */
import { resolve } from "node:path"
import { keepCompiledCode } from "../native/base/compile-cache.ts"

keepCompiledCode(import.meta.url)
const { runStart } = await import("./open-studio.ts")
process.exitCode = await runStart(process.argv.slice(2), resolve(import.meta.dirname, "../.."))
