/** The folder of a new workspace. */
import { mkdir, readdir } from "node:fs/promises"
import { join } from "node:path"
import { StudioError } from "../contract/errors.ts"
import { writeError } from "./atomic.ts"

const folders = [
  "images",
  "originals",
  "masks",
  "renders",
  "adapters",
  "loras",
  "upscalers",
  "layouts",
  "runs",
  "cache",
  "lance",
  "logs",
] as const
const ownNames =
  /^(writer\.(lock|json)|state\.db|import-report\.csv|backups|images|originals|masks|renders|thumbnails|fetched|adapters|loras|upscalers|layouts|runs|cache|lance|logs)|\.tmp$/

/** Makes the folder, or takes one that holds nothing but what a workspace leaves. @throws StudioError workspace.not_empty */
export async function makeFolder(root: string): Promise<void> {
  try {
    await mkdir(root, { recursive: true })
    const names = await readdir(root)
    if (!names.every(name => ownNames.test(name))) throw new StudioError("workspace.not_empty", { dir: root })
  } catch (error) {
    throw writeError(error, root, 0)
  }
}

export async function makeFolders(root: string): Promise<void> {
  for (const folder of folders) await mkdir(join(root, folder), { recursive: true })
}
