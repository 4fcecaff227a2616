/** The place of the item's picture while it is moved: shown at once, and one step of the settings when it is let go. */
import { useEffect, useRef, useState } from "react"
import type { Place } from "../../../native/contract/place.ts"
import { useTranslations } from "../../app/translations.ts"
import { useDraft } from "../../shared/studio-draft.ts"
import { useSettingsSteps } from "../../shared/use-settings-steps.ts"
import { bounded } from "./place-box.ts"

/** A wheel tells no end: it has stopped when nothing came for so many milliseconds. */
const wheelRest = 300

export function usePlace() {
  const t = useTranslations("studio.place")
  const steps = useSettingsSteps()
  const { placeScale, placeX, placeY } = useDraft(draft => draft.settings)
  const [moving, setMoving] = useState<Place | null>(null)
  // What is let go is read from here: a wheel's end comes later than the drawing that it began in.
  const latest = useRef<Place | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const settled: Place = { placeScale, placeX, placeY }

  const move = (change: (place: Place) => Place): void => {
    latest.current = bounded(change(latest.current ?? settled))
    setMoving(latest.current)
  }
  const settle = (): void => {
    clearTimeout(timer.current)
    const to = latest.current
    latest.current = null
    setMoving(null)
    if (to && JSON.stringify(to) !== JSON.stringify(settled)) steps.take(t("moved"), to)
  }
  const end = useRef(settle)
  end.current = settle
  useEffect(() => () => end.current(), [])

  return {
    place: moving ?? settled,
    move,
    settle,
    moveByWheel(change: (place: Place) => Place): void {
      move(change)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => end.current(), wheelRest)
    },
  }
}
