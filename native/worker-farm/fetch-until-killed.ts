/** Fetches a large picture of a render, says so once a part of it is on the disk, and is killed then: WORKSPACE RENDER. */
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { RenderStore } from "../catalog/render-store.ts"
import { openWorkspace } from "../catalog/workspace.ts"

const [dir = "", id = ""] = process.argv.slice(2)
const workspace = await openWorkspace(dir, { mode: "read" })
const never = () => Promise.reject(new Error("only files are read"))
workspace.pictures.readBy({ file: async () => Buffer.alloc(400_000_000), thumbnail: never, has: never })
const [render] = new RenderStore(workspace.state).get([id])
void workspace.pictures.pathOf(render!)
while ((await readdir(join(dir, "fetched")).catch(() => [])).length === 0) await wait(1)
process.stdout.write("begun\n")
