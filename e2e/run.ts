/**
 * `npm run e2e`: the specs in every shell that is here. A shell that is missing is skipped and said so; with
 * IAMG_REQUIRE_BROWSER=1 a missing Chromium is a failure.
 */
import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { installedElectron, unusable } from "../build/electron-binary.ts"
import { takeUncoded } from "../native/base/uncoded.ts"
import { findChromium } from "./browser.ts"
import { root } from "./places.ts"

const electronPackage = join(root, "node_modules", "electron")
const noScreen = unusable(process.platform, process.env, true)
const shells = {
  chromium: findChromium() ? null : "no Chromium is on this machine (CHROMIUM_PATH names one)",
  electron: installedElectron(electronPackage, process.env) ? noScreen : "its binary isn't here",
}

for (const [shell, why] of Object.entries(shells))
  if (why) console.error(`\n*** SKIPPED: no end-to-end tests in ${shell}: ${why}. ***\n`)
if (shells.chromium && process.env.IAMG_REQUIRE_BROWSER === "1") process.exit(1)

const projects = Object.entries(shells).flatMap(([shell, why]) => (why ? [] : [`--project=${shell}`]))
if (projects.length > 0) {
  const cli = createRequire(import.meta.url).resolve("@playwright/test/cli")
  const args = [cli, "test", "--config", "e2e/playwright.config.ts", ...projects, ...process.argv.slice(2)]
  process.env.IAMG_UNCODED_ERRORS = join(tmpdir(), `iamg-uncoded-${process.pid}.jsonl`)
  const { status } = spawnSync(process.execPath, ["--import", "tsx", ...args], {
    cwd: root,
    stdio: "inherit",
  })
  const uncoded = takeUncoded()
  for (const error of uncoded) console.error(`\n*** An error without a code reached the user: ${error} ***`)
  process.exit(uncoded.length > 0 ? 1 : (status ?? 1))
}
