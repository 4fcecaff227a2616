/**
 * Layouts that are being changed and aren't kept yet. They stay when the screen is left, and in this browser when the page
 * is closed, so that no change is lost unless it is thrown away.
 */
import { z } from "zod"
import { create } from "zustand"
import { hashSchema } from "../../native/contract/hash.ts"
import { layoutFileSchema, layoutSchema } from "../../native/contract/layout.ts"

const draftSchema = z.object({
  layout: layoutSchema,
  files: z.array(layoutFileSchema),
  /** The hash of the kept layout that was opened. */
  base: hashSchema,
})
const storedSchema = z.record(z.string().max(4200), draftSchema)

export interface LayoutDraft {
  readonly layout: z.output<typeof layoutSchema>
  readonly files: readonly z.output<typeof layoutFileSchema>[]
  readonly base: string
}

const storageName = "studio.layout-drafts"

/** By workspace and name: see `draftKey`. */
export const useLayoutDrafts = create<Readonly<Record<string, LayoutDraft>>>()(() => stored())

export const draftKey = (workspace: string, name: string): string => `${workspace}\n${name}`

/** Keeps a draft, or forgets it where it is null. */
export function setLayoutDraft(key: string, draft: LayoutDraft | null): void {
  const { [key]: _, ...others } = useLayoutDrafts.getState()
  useLayoutDrafts.setState(draft ? { ...others, [key]: draft } : others, true)
  waiting ??= setTimeout(store, 300)
}

let waiting: ReturnType<typeof setTimeout> | null = null

function store(): void {
  if (waiting) clearTimeout(waiting)
  waiting = null
  // While a text is empty, a layout can't be kept; what was there before it stays.
  const whole = Object.entries(useLayoutDrafts.getState()).filter(
    ([, draft]) => draftSchema.safeParse(draft).success,
  )
  try {
    if (whole.length === 0) localStorage.removeItem(storageName)
    else localStorage.setItem(storageName, JSON.stringify(Object.fromEntries(whole)))
  } catch {
    // Full: the drafts are still in memory, and a page that is left says so.
  }
}

function stored(): Readonly<Record<string, LayoutDraft>> {
  try {
    const parsed = storedSchema.safeParse(JSON.parse(localStorage.getItem(storageName) ?? "{}"))
    return parsed.success ? parsed.data : {}
  } catch {
    return {}
  }
}

if (typeof window !== "undefined") window.addEventListener("pagehide", () => waiting && store())

/** Whether two layouts are the same, in whatever order their values stand. */
export const sameLayout = (one: unknown, other: unknown): boolean => ordered(one) === ordered(other)

const ordered = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
