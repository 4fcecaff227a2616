/** Worker and planner of the proof as built programs: they start in a tenth of the time, so kills meet them at work. */
import { join } from "node:path"
import { build } from "vite"
import { external } from "../../bundle.ts"
import { root } from "../kills/act.ts"

const folder = join(root, "dist/farm-kills")

export const programs = { worker: join(folder, "worker.js"), planner: join(folder, "planner.js") } as const

export async function buildPrograms(): Promise<void> {
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    ssr: { target: "node", noExternal: true },
    build: {
      ssr: true,
      target: "node20",
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: {
        external,
        input: {
          worker: join(import.meta.dirname, "worker.ts"),
          planner: join(import.meta.dirname, "planner.ts"),
          "compute-thread": join(root, "native/runtime/compute-thread.ts"),
        },
        output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
      },
    },
  })
}
