/** Chooses a folder or file on the engine's machine: the system's dialog in the desktop shell, the engine's own list elsewhere. */
import { createContext, type ReactNode, useContext, useMemo, useState } from "react"
import type { Chosen } from "../../native/contract/shell.ts"
import { useTellProblem } from "../app/attempt.ts"
import { useTranslations } from "../app/translations.ts"
import { FolderDialog } from "./folder-dialog.tsx"

export interface FolderWish {
  kind: "folder" | "file"
  /** What it is for: “Folder for the image set”. */
  title?: string
  /** Endings of files that can be chosen, e.g. [".csv"]; all when absent. */
  endings?: readonly string[]
}

type Choose = (wish: FolderWish) => Promise<Chosen | null>

const ChooseContext = createContext<Choose | null>(null)

/** @example const chosen = await choose({ kind: "folder" }); if (chosen) … chosen.handle */
export function useChooseFolder(): Choose {
  const choose = useContext(ChooseContext)
  if (!choose) throw new Error("useChooseFolder needs a FolderPickerProvider above it.")
  return choose
}

export function FolderPickerProvider({ children }: { children: ReactNode }) {
  const t = useTranslations("common.folders")
  const tell = useTellProblem()
  const [asked, setAsked] = useState<{ wish: FolderWish; answer: (chosen: Chosen | null) => void } | null>(
    null,
  )
  const [open, setOpen] = useState(false)
  const choose = useMemo<Choose>(
    () => wish => {
      const { studio } = window
      if (studio)
        return (wish.kind === "folder" ? studio.chooseFolder() : studio.chooseFile()).catch(problem => {
          tell(problem)
          return null
        })
      return new Promise(answer => {
        setAsked({ wish, answer })
        setOpen(true)
      })
    },
    [tell],
  )
  const answer = (chosen: Chosen | null) => {
    setOpen(false)
    asked?.answer(chosen)
  }
  return (
    <ChooseContext value={choose}>
      {children}
      {asked && (
        <FolderDialog
          open={open}
          wish={asked.wish}
          title={asked.wish.title ?? t(asked.wish.kind === "folder" ? "chooseFolder" : "chooseFile")}
          onChoose={answer}
          onClose={() => answer(null)}
        />
      )}
    </ChooseContext>
  )
}
