#!/usr/bin/env node
/** The `iamg` command: starts the program as it was built, or, where the sources are newer, lets Node read TypeScript. */
import module from "node:module"
import { join } from "node:path"
import { isBuilt, root } from "../../build/fingerprint.mjs"

if (isBuilt()) {
  // As in native/base/compile-cache.ts; Node 20 has none.
  module.enableCompileCache?.(join(root, "dist", "compiled"))
  await import(new URL("../../dist/app/iamg.js", import.meta.url).href)
} else {
  const { register } = await import("tsx/esm/api")
  register()
  await import("./main.ts")
}
