/** The inner width of an element, followed as it changes. */
import { type RefObject, useEffect, useState } from "react"

/**
 * @param element looked up once, after the first drawing
 * @returns pixels; `first` until it is known
 */
export function useWidth(element: RefObject<HTMLElement | null>, first = 1000): number {
  const [width, setWidth] = useState(first)
  useEffect(() => {
    const box = element.current
    if (!box) return
    const observer = new ResizeObserver(() => setWidth(box.clientWidth))
    observer.observe(box)
    return () => observer.disconnect()
  }, [element])
  return width
}
