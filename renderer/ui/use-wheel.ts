/** Turns of the wheel over an element, in place of scrolling the page: React listens passively, so the page would scroll as well. */
import { type RefObject, useEffect, useRef } from "react"

export function useWheel<Of extends HTMLElement>(
  ref: RefObject<Of | null>,
  onWheel: (event: WheelEvent, element: Of) => void,
): void {
  const latest = useRef(onWheel)
  latest.current = onWheel
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const listen = (event: WheelEvent) => {
      event.preventDefault()
      latest.current(event, element)
    }
    element.addEventListener("wheel", listen, { passive: false })
    return () => element.removeEventListener("wheel", listen)
  }, [ref])
}
