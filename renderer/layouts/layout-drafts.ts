/**
 * Layouts that are being changed and aren't kept yet. They stay when the screen is left, and in this browser when the page
 * is closed, so that no change is lost unless it is thrown away.
 */
import { z } from "zod"
import { create } from "zustand"
import { hashSchema } from "../../native/contract/hash.ts"
import { type Layout, layoutFileSchema, layoutSchema } from "../../native/contract/layout.ts"

const draftSchema = z.object({
  layout: layoutSchema,
  files: z.array(layoutFileSchema),
  /** The hash of the kept layout that was opened. */
  base: hashSchema,
})
const storedSchema = z.record(z.string().max(4200), z.unknown())

export interface LayoutDraft {
  readonly layout: Layout
  readonly files: readonly z.output<typeof layoutFileSchema>[]
  readonly base: string
}

const storageName = "studio.layout-drafts"

/** By workspace and name: see `draftKey`. */
export const useLayoutDrafts = create<Readonly<Record<string, LayoutDraft>>>()(() =>
  Object.fromEntries(
    Object.entries(stored()).flatMap(([key, draft]) => {
      const parsed = draftSchema.safeParse(draft)
      return parsed.success ? [[key, parsed.data]] : []
    }),
  ),
)

export const draftKey = (workspace: string, name: string): string => `${workspace}\n${name}`

/** Keeps a draft, or forgets it where it is null. */
export function setLayoutDraft(key: string, draft: LayoutDraft | null): void {
  const { [key]: _, ...others } = useLayoutDrafts.getState()
  useLayoutDrafts.setState(draft ? { ...others, [key]: draft } : others, true)
  changed.add(key)
  waiting ??= setTimeout(store, 300)
}

let waiting: ReturnType<typeof setTimeout> | null = null
/** Keys of drafts that aren't stored as they are now. */
const changed = new Set<string>()

function store(): void {
  if (waiting) clearTimeout(waiting)
  waiting = null
  // Another page of this browser may have stored drafts of other layouts.
  const drafts = new Map(Object.entries(stored()))
  for (const key of changed) {
    const draft = useLayoutDrafts.getState()[key]
    if (!draft) drafts.delete(key)
    // While a text is empty, a layout can't be kept; what was there before it stays.
    else if (draftSchema.safeParse(draft).success) drafts.set(key, draft)
  }
  try {
    if (drafts.size === 0) localStorage.removeItem(storageName)
    else localStorage.setItem(storageName, JSON.stringify(Object.fromEntries(drafts)))
    changed.clear()
  } catch {
    // Full: the drafts are still in memory, and are tried again with the next change.
  }
}

/** As they were written; whether each is a draft still is for the reader to see. */
function stored(): Readonly<Record<string, unknown>> {
  try {
    const parsed = storedSchema.safeParse(JSON.parse(localStorage.getItem(storageName) ?? "{}"))
    return parsed.success ? parsed.data : {}
  } catch {
    return {}
  }
}

if (typeof window !== "undefined") window.addEventListener("pagehide", () => waiting && store())

/** Forgets a draft that was saved. One that was changed meanwhile stays; `base` is what it is a change of now. */
export function settleLayoutDraft(key: string, saved: LayoutDraft | undefined, base?: string): void {
  const now = useLayoutDrafts.getState()[key]
  if (now === saved) setLayoutDraft(key, null)
  else if (now && base) setLayoutDraft(key, { ...now, base })
}

/** Whether two layouts are the same, in whatever order their values stand. */
export const sameLayout = (one: unknown, other: unknown): boolean => ordered(one) === ordered(other)

const ordered = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
