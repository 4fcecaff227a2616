/**
 * Builds what runs into dist/: the page (dist/renderer), and beside one another in dist/app the programs, the engine's
 * processes and threads, and the desktop shell's preload. Packages with native code stay outside; the rest is bundled,
 * so that a start reads few files. `npm run build`.
 */
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build, type InlineConfig } from "vite"
import { fingerprint, fingerprintFile, root } from "./fingerprint.mjs"

/** Loaded from node_modules: native code, packages that read files of their own or are another thing to a bundler, Arrow (LanceDB's own instance). */
export const external = [
  /^onnxruntime-node/,
  /^libsql/,
  /^@lancedb\//,
  /^apache-arrow/,
  /^sharp/,
  /^@napi-rs\//,
  /^@fontsource\//,
  /^electron$/,
]

/** For Node. `emptyOutDir`: the first to write into the folder. */
const forNode = (
  input: Record<string, string>,
  output: { format: "es" | "cjs"; entryFileNames: string },
  emptyOutDir: boolean,
): InlineConfig => ({
  root,
  configFile: false,
  publicDir: false,
  logLevel: "warn",
  ssr: { target: "node", noExternal: true },
  build: {
    ssr: true,
    target: "node20",
    outDir: join(root, "dist", "app"),
    emptyOutDir,
    minify: false,
    rolldownOptions: { external, input, output: { ...output, chunkFileNames: "[name]-[hash].js" } },
  },
})

/** One flat folder: each of these finds the others as its neighbours. */
export const programs = forNode(
  {
    start: join(root, "build/start.ts"),
    iamg: join(root, "native/cli/main.ts"),
    "serve-child": join(root, "native/engine/serve/child.ts"),
    main: join(root, "electron/main.ts"),
    "engine-process": join(root, "electron/engine-process.ts"),
    "trainer-process": join(root, "electron/trainer-process.ts"),
    "trainer-child": join(root, "native/training/process/child.ts"),
    "compute-thread": join(root, "native/runtime/compute-thread.ts"),
  },
  { format: "es", entryFileNames: "[name].js" },
  true,
)

/** A sandboxed preload can't be a module. */
export const preload = forNode(
  { preload: join(root, "electron/preload/preload.ts") },
  { format: "cjs", entryFileNames: "[name].cjs" },
  false,
)

const page: InlineConfig = {
  root: join(root, "renderer"),
  configFile: join(root, "vite.config.ts"),
  logLevel: "warn",
}

/** The fingerprint is taken first: a file that changes meanwhile is built at the next start. */
export async function bundle(): Promise<void> {
  const built = fingerprint()
  rmSync(join(root, "dist", "compiled"), { recursive: true, force: true })
  await build(programs)
  await build(preload)
  await build(page)
  writeFileSync(fingerprintFile, built)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle()
