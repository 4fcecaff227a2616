#!/usr/bin/env node
/** The `iamg` command: lets Node read TypeScript, then starts the program. */
import { register } from "tsx/esm/api"

register()
await import("./main.ts")
