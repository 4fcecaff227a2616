/** An image dropped on the window, or opened, brings its recipe back; one without a recipe shows structure, where the pack reads it. */
import { useEffect, useRef, useState } from "react"
import type { PackView } from "../../native/contract/api/app.ts"
import { useTellProblem } from "../app/attempt.ts"
import { notify } from "../app/notices.tsx"
import { problemOf } from "../app/problem.ts"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { client } from "../engine/rpc.ts"
import { useTakeHint } from "../shared/structure-picture.tsx"
import { useStudioChoice } from "../shared/studio-choice.ts"
import { useTakeLayout } from "./use-take-layout.ts"

/** @returns whether a file hovers over the window, and what opens one that was chosen */
export function useDroppedRecipe(pack: PackView | null): {
  hovering: boolean
  open: (file: File) => Promise<void>
} {
  const t = useTranslations("studio.drop")
  const tell = useTellProblem()
  const say = useSay()
  const takeHint = useTakeHint(pack)
  const takeLayout = useTakeLayout()
  const [hovering, setHovering] = useState(false)

  async function open(file: File): Promise<void> {
    try {
      const { recipe, settings, item, persona, warnings } = await client.renders.readRecipe({ file })
      const warning = warnings[0] && say(warnings[0])
      if (item === null) {
        notify({ text: warning ?? t("unknownItem"), kind: "error" })
        return
      }
      useStudioChoice.setState({ item, persona, settings })
      if (recipe.layout) await takeLayout(recipe.plan.scenario.id, recipe.layout.name)
      notify({
        text: warning ?? t("restored", { name: file.name }),
        kind: warnings.length > 0 ? "info" : "success",
      })
    } catch (problem) {
      const isPicture = problemOf(problem).code === "recipe.none" && file.type.startsWith("image/")
      if (isPicture && pack?.features.structure) await takeHint(file)
      else tell(problem)
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
