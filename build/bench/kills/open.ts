/** A process of its own that opens a workspace for writing, which brings it to today's version, and closes it. */
import { openWorkspace } from "../../../native/catalog/workspace.ts"

const workspace = await openWorkspace(process.argv[2]!, { mode: "write" })
process.stdout.write("opened\n")
await workspace.close()
