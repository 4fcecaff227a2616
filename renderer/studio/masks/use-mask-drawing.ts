/** The mask that is being drawn, with its own steps back: those of the studio wait while it is open. */
import { useCallback, useRef, useState } from "react"
import { copyOf, emptyMask, type MaskPixels } from "./mask-pixels.ts"

/** Steps that can be taken back; of a large picture each takes a megabyte. */
const mostSteps = 40

export interface MaskDrawing {
  /** Another object whenever it has other pixels; a stroke changes them in place all the same. */
  readonly mask: MaskPixels
  readonly changed: boolean
  /** Keeps the mask as it is now, to come back to; called before a stroke begins. */
  begin(): void
  /** Draws in place. */
  paint(act: (mask: MaskPixels) => void): void
  /** Forgets the stroke that was begun. */
  abandon(): void
  /** Another mask in one step. */
  replace(make: (mask: MaskPixels) => MaskPixels): void
  /** The mask that drawing starts from. */
  reset(mask: MaskPixels): void
  undo(): void
  redo(): void
}

export function useMaskDrawing(width: number, height: number): MaskDrawing {
  const mask = useRef(emptyMask(width, height))
  const past = useRef<MaskPixels[]>([])
  const future = useRef<MaskPixels[]>([])
  const [, setRevision] = useState(0)
  const show = useCallback(() => setRevision(revision => revision + 1), [])

  const begin = useCallback(() => {
    past.current = [...past.current, copyOf(mask.current)].slice(-mostSteps)
    future.current = []
  }, [])
  const paint = useCallback(
    (act: (mask: MaskPixels) => void) => {
      act(mask.current)
      mask.current = { ...mask.current }
      show()
    },
    [show],
  )
  const replace = useCallback(
    (make: (mask: MaskPixels) => MaskPixels) => {
      begin()
      mask.current = make(mask.current)
      show()
    },
    [begin, show],
  )
  const reset = useCallback(
    (next: MaskPixels) => {
      mask.current = next
      past.current = []
      future.current = []
      show()
    },
    [show],
  )
  const step = (from: { current: MaskPixels[] }, to: { current: MaskPixels[] }) => {
    const next = from.current.at(-1)
    if (!next) return
    from.current = from.current.slice(0, -1)
    to.current = [...to.current, mask.current]
    mask.current = next
    show()
  }
  return {
    mask: mask.current,
    changed: past.current.length > 0,
    begin,
    paint,
    abandon: () => {
      const before = past.current.at(-1)
      if (!before) return
      past.current = past.current.slice(0, -1)
      mask.current = before
      show()
    },
    replace,
    reset,
    undo: () => step(past, future),
    redo: () => step(future, past),
  }
}
