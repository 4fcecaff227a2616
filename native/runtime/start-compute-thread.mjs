/** Starts the compute thread from TypeScript: `--import tsx` reaches only the main thread, so a worker asks for it. */
import { tsImport } from "tsx/esm/api"

await tsImport("./compute-thread.ts", import.meta.url)
