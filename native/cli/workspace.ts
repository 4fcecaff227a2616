/** The workspace that a command's options name. */
import { openWorkspace, type Workspace } from "../catalog/workspace.ts"
import type { WorkspaceOptions } from "./options.ts"

/** Opens it, calls `work` and closes it again, however that ends. */
export async function withOpenWorkspace<Result>(
  mode: "read" | "write",
  { workspace: dir }: WorkspaceOptions,
  work: (workspace: Workspace) => Promise<Result>,
): Promise<Result> {
  const workspace = await openWorkspace(dir, { mode })
  return work(workspace).finally(() => workspace.close())
}
