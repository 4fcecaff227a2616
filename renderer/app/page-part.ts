/** Parts of the page that are fetched when they are first needed: screens, charts, words. */
import { type ComponentType, lazy } from "react"

/** Milliseconds before each further try: the engine serves the page, and is away for a while when it is started again. */
const waits = [250, 500, 1000, 2000, 4000, 8000, 8000, 8000]

/** @throws what the last try threw */
export async function fetchPart<Part>(
  load: () => Promise<Part>,
  pauses: readonly number[] = waits,
): Promise<Part> {
  for (const pause of pauses) {
    try {
      return await load()
    } catch {
      await new Promise(resolve => setTimeout(resolve, pause))
    }
  }
  return load()
}

/** A component that is fetched when it is first shown. */
export const fetchedComponent = <Props>(load: () => Promise<{ default: ComponentType<Props> }>) =>
  lazy(() => fetchPart(load))
