/** What is killed, and what must hold afterwards. */
import { readdir } from "node:fs/promises"
import { join, resolve } from "node:path"
import { temporaryOf } from "../../../native/base/temporary-file.ts"
import { checkWorkspace } from "../../../native/catalog/repair/repair-workspace.ts"
import { openWorkspace, type Workspace } from "../../../native/catalog/workspace.ts"

export const root = resolve(import.meta.dirname, "../../..")
export const tinyPack = join(root, "native/models/fixtures/tiny")
export const scenariosDir = join(root, "resources/scenarios")
export const iamg = (...args: string[]): string[] => ["native/cli/iamg.mjs", ...args]
export const script = (name: string, ...args: string[]): string[] => [
  "--import",
  "tsx",
  join(root, name),
  ...args,
]

/** One way of using the program, again and again on one workspace. */
export interface Act {
  workspaceDir: string
  /** The arguments of Node for the nth time. */
  args(n: number): Promise<string[]>
  /** What is wrong after a kill, beside what is looked at after each: nothing said to be done is lost. */
  check(workspace: Workspace, lines: readonly string[], n: number): Promise<string[]>
  /** Goes on after the check, and says what is wrong then. */
  finish?(n: number): Promise<string[]>
  /** Other folders in which no temporary file may stay. */
  folders?: readonly string[]
}

export interface ActKind {
  name: string
  /** Whether it has no end of its own, and so no exit code. */
  endsOddly?: boolean
  /** @param dir an empty folder */
  begin(dir: string): Promise<Act>
}

/** What is wrong with a workspace after a kill. It is opened for writing, which sweeps it, and closed. */
export async function problemsAfter(act: Act, lines: readonly string[], n: number): Promise<string[]> {
  const problems: string[] = []
  const opened = Date.now()
  let workspace: Workspace | undefined
  try {
    workspace = await openWorkspace(act.workspaceDir, { mode: "write" })
    problems.push(...(await act.check(workspace, lines, n)))
  } catch (error) {
    problems.push(`it doesn't open: ${error instanceof Error ? error.stack : error}`)
  } finally {
    await workspace?.close()
  }
  const { problems: found } = await checkWorkspace(act.workspaceDir)
  problems.push(...found.map(({ code, details }) => `${code} ${JSON.stringify(details)}`))
  for (const folder of [act.workspaceDir, ...(act.folders ?? [])])
    for (const name of await temporaries(folder))
      problems.push(`${name} stayed after the opening of ${new Date(opened).toISOString()}`)
  return problems
}

async function temporaries(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  // LanceDB keeps order in its own folder.
  return names.filter(
    name => !name.startsWith("lance/") && temporaryOf(name.split("/").at(-1)!) !== undefined,
  )
}
