/** Takes a picture or a font of this machine into the layout, under a name that it doesn't use yet. */
import { filesOf, type LayoutFile } from "../../native/contract/layout.ts"
import { useTellProblem } from "../app/attempt.ts"
import { client } from "../engine/rpc.ts"
import type { Editor } from "./use-editor.ts"

export function useTakeFile(editor: Editor): (file: File, take: (kept: LayoutFile) => void) => void {
  const tell = useTellProblem()
  return (file, take) => {
    client.layouts.keepFile({ file }).then(({ name, hash }) => {
      const known = editor.files.find(other => other.hash === hash)
      const taken = filesOf(editor.layout)
      take({ name: known?.name ?? freeName(name, taken), hash })
    }, tell)
  }
}

/** @example freeName("logo.png", ["logo.png"]) // "logo-2.png" */
export function freeName(name: string, taken: readonly string[]): string {
  const dot = name.lastIndexOf(".")
  for (let n = 1; ; n++) {
    const free = n === 1 ? name : `${name.slice(0, dot)}-${n}${name.slice(dot)}`
    if (!taken.includes(free)) return free
  }
}
