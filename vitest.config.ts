/**
 * `.test.ts` runs in Node. `renderer/**` + `.test.tsx` are component tests: they run in the Chromium that the end-to-end
 * tests find, and are skipped, loudly, where there is none; IAMG_REQUIRE_BROWSER=1 makes that a failure.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import react from "@vitejs/plugin-react"
import { playwright } from "@vitest/browser-playwright"
import { defaultExclude, defineConfig, type TestProjectConfiguration } from "vitest/config"
import { isBuilt, root } from "./build/fingerprint.mjs"
import { findChromium } from "./e2e/browser.ts"

/** Of a test, in milliseconds; IAMG_TEST_SECONDS gives a debugger more. */
const mostTime = 1000 * Number(process.env.IAMG_TEST_SECONDS ?? 60)

/** Test files that replace modules: what others of the same process had loaded would stay as it is. */
const alone = ["native", "build", "electron", "renderer"].flatMap(room =>
  readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
    .filter(file => file.endsWith(".test.ts"))
    .map(file => `${room}/${file.replaceAll("\\", "/")}`)
    .filter(file => readFileSync(join(root, file), "utf8").includes("vi.mock(")),
)

/** What takes longest: processes that are killed over and over, and trainings from the first step to the last. */
const longest = [
  "**/{kill,kills}.test.ts",
  "native/training/**/{run,product-run,staged-loss}.test.ts",
  "native/engine/training.test.ts",
  "native/cli/commands/{train,teach}.test.ts",
]

/** IAMG_SHORT_TESTS=1 leaves the longest out. Vitest's own --exclude doesn't reach the projects below. */
const leftOut = process.env.IAMG_SHORT_TESTS === "1" ? longest : []

/** Most files share a process with others, which loads a module once; those that replace modules have one each. */
const inNode = (
  name: string,
  files: { include: string[]; exclude?: string[]; isolate?: boolean },
): TestProjectConfiguration => ({
  test: {
    name,
    pool: "forks",
    // Tests read what is said in English, wherever they run.
    env: {
      LC_ALL: "en_US.UTF-8",
      // What was built from these sources, if anything: processes and threads start faster from it.
      IAMG_BUILT_PROGRAMS: isBuilt() ? pathToFileURL(join(root, "dist/app/")).href : "",
    },
    setupFiles: ["native/base/fixtures/every-test.ts"],
    testTimeout: mostTime,
    hookTimeout: mostTime,
    ...files,
  },
})

const inNodes = [
  inNode("node", {
    include: ["{native,build,electron,renderer}/**/*.test.ts"],
    exclude: [...defaultExclude, ...alone, ...leftOut],
    isolate: false,
  }),
  inNode("node-alone", { include: alone }),
]

const inPage = (executablePath: string): TestProjectConfiguration => ({
  plugins: [react()],
  // Found at the start: a library that is found later reloads the page in the middle of a test.
  optimizeDeps: { entries: ["renderer/**/*.{ts,tsx}"], include: ["axe-core", "vitest-browser-react/pure"] },
  test: {
    name: "page",
    include: ["renderer/**/*.test.tsx"],
    setupFiles: ["renderer/testing/setup.ts"],
    // One page for all files.
    isolate: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath, args: ["--no-sandbox"] } }),
      instances: [{ browser: "chromium", viewport: { width: 1280, height: 800 } }],
    },
  },
})

const chromium = findChromium()
if (!chromium) {
  const what = "no component tests: no Chromium is on this machine (CHROMIUM_PATH names one)"
  if (process.env.IAMG_REQUIRE_BROWSER === "1") throw new Error(what)
  console.error(`\n*** SKIPPED: ${what}. ***\n`)
}

export default defineConfig({
  test: { maxWorkers: 2, projects: chromium ? [...inNodes, inPage(chromium)] : inNodes },
})
