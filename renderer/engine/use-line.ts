/** The state of the line to the engine, as a component sees it. */
import { useSyncExternalStore } from "react"
import type { LineState } from "./line.ts"
import { line } from "./rpc.ts"

export const useLine = (): LineState => useSyncExternalStore(line.subscribe, () => line.state)
