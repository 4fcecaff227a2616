/** An image dropped on the window, or opened, brings its recipe back. */
import { useEffect, useRef, useState } from "react"
import { useTranslations } from "use-intl"
import { useTellProblem } from "../app/attempt.ts"
import { notify } from "../app/notices.tsx"
import { useSay } from "../app/problem-text.ts"
import { client } from "../engine/rpc.ts"
import { useStudioChoice } from "../shared/studio-choice.ts"

/** @returns whether a file hovers over the window, and what opens one that was chosen */
export function useDroppedRecipe(): { hovering: boolean; open: (file: File) => Promise<void> } {
  const t = useTranslations("studio.drop")
  const tell = useTellProblem()
  const say = useSay()
  const [hovering, setHovering] = useState(false)

  async function open(file: File): Promise<void> {
    try {
      const { settings, item, persona, warnings } = await client.renders.readRecipe({ file })
      const warning = warnings[0] && say(warnings[0])
      if (item === null) {
        notify({ text: warning ?? t("unknownItem"), kind: "error" })
        return
      }
      useStudioChoice.setState({ item, persona, settings })
      notify({
        text: warning ?? t("restored", { name: file.name }),
        kind: warnings.length > 0 ? "info" : "success",
      })
    } catch (problem) {
      tell(problem)
    }
  }
  const latest = useRef(open)
  latest.current = open

  useEffect(() => {
    const carriesFile = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false
    const onDragOver = (event: DragEvent) => {
      if (!carriesFile(event)) return
      event.preventDefault()
      setHovering(true)
    }
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setHovering(false)
    }
    const onDrop = (event: DragEvent) => {
      if (!carriesFile(event)) return
      event.preventDefault()
      setHovering(false)
      const [file] = event.dataTransfer?.files ?? []
      if (file) void latest.current(file)
    }
    window.addEventListener("dragover", onDragOver)
    window.addEventListener("dragleave", onDragLeave)
    window.addEventListener("drop", onDrop)
    return () => {
      window.removeEventListener("dragover", onDragOver)
      window.removeEventListener("dragleave", onDragLeave)
      window.removeEventListener("drop", onDrop)
    }
  }, [])
  return { hovering, open }
}
