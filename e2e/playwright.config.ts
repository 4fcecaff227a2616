/** The same specs in two shells: Chromium through `iamg serve`, and Electron where its binary is. */
import { defineConfig } from "@playwright/test"
import type { StudioOptions } from "./studio.ts"

export default defineConfig<StudioOptions>({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../out/e2e",
  globalSetup: "./prepare.ts",
  // One engine takes both cores of a small machine.
  workers: 1,
  timeout: 120_000,
  // A busy machine can be slower than a page is patient; the list says "flaky" then.
  retries: 1,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    viewport: { width: 1280, height: 800 },
    // Recording every test takes a good part of the processor; a failed one is tried again anyway.
    trace: "on-first-retry",
    locale: "en-US",
    colorScheme: "light",
  },
  projects: [
    { name: "chromium", use: { shell: "browser" } },
    { name: "electron", use: { shell: "electron" } },
  ],
})
