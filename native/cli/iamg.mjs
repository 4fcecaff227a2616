#!/usr/bin/env node
/** The `iamg` command: starts the program as it was built, or, where the sources are newer, lets Node read TypeScript. */
import { isBuilt } from "../../build/fingerprint.mjs"

if (isBuilt()) await import(new URL("../../dist/app/iamg.js", import.meta.url).href)
else {
  const { register } = await import("tsx/esm/api")
  register()
  await import("./main.ts")
}
