/** Before the specs: the studio as `npm start` builds it, and a prepared workspace that each spec copies. */
import { execFileSync } from "node:child_process"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { preparedWorkspace, root } from "./places.ts"

export default async function prepare(): Promise<void> {
  const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: root, stdio: "pipe" })
  node("--import", "tsx", "build/bundle.ts")
  await rm(preparedWorkspace, { recursive: true, force: true })
  const catalog = join(root, "resources", "sample-catalog")
  node("--import", "tsx", "native/cli/main.ts", "import", catalog, "--workspace", preparedWorkspace)
}
