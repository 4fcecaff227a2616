// @ts-check
/** `npm start`: builds what has changed since the last start, then opens the studio (start.ts, as built). */
import { spawnSync } from "node:child_process"
import { isBuilt, root } from "./fingerprint.mjs"

if (!isBuilt()) {
  process.stderr.write("Building the studio; this is done once, and again when its sources change.\n")
  const { status } = spawnSync(process.execPath, ["--import", "tsx", "build/bundle.ts"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  })
  if (status !== 0) process.exit(status ?? 1)
}
// By address, so that the type checker doesn't read what was built.
await import(new URL("../dist/app/start.js", import.meta.url).href)
