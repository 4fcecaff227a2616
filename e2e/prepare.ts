/** Before the specs: the studio, built where its sources are newer, and a prepared workspace that each spec copies. */
import { execFileSync } from "node:child_process"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { isBuilt } from "../build/fingerprint.mjs"
import { preparedWorkspace, root } from "./places.ts"

export default async function prepare(): Promise<void> {
  const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: root, stdio: "pipe" })
  if (!isBuilt()) node("--import", "tsx", "build/bundle.ts")
  await rm(preparedWorkspace, { recursive: true, force: true })
  const catalog = join(root, "resources", "sample-catalog")
  node("native/cli/iamg.mjs", "import", catalog, "--workspace", preparedWorkspace)
}
