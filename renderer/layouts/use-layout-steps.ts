/** What is done with whole layouts. Removing one has a way back; so has making one. */
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useLocation } from "wouter"
import { layoutSchema } from "../../native/contract/layout.ts"
import { useTellProblem } from "../app/attempt.ts"
import { notify } from "../app/notices.tsx"
import { inPath } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { useUndo } from "../app/undo.ts"
import { client, orpc } from "../engine/rpc.ts"
import { newText } from "./element-kinds.ts"
import { draftKey, setLayoutDraft, settleLayoutDraft, useLayoutDrafts } from "./layout-drafts.ts"
import { type Editor, used } from "./use-editor.ts"

/** Keys of the layouts of this workspace: another one may have one of the same name. */
export function useDraftKey(): (name: string) => string {
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  const path = status?.workspace.path ?? ""
  return name => draftKey(path, name)
}

export function useLayoutSteps() {
  const t = useTranslations("layouts")
  const undo = useUndo()
  const tell = useTellProblem()
  const cache = useQueryClient()
  const keyOf = useDraftKey()
  const [, navigate] = useLocation()

  const read = () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: orpc.layouts.list.key() }),
      cache.invalidateQueries({ queryKey: orpc.layouts.get.key() }),
    ])
  const open = (name: string) => navigate(`/${inPath(name)}`)

  /** Makes a layout; taken back, it is removed, and made again by bringing it back. */
  async function made(name: string, label: string, make: () => Promise<unknown>): Promise<boolean> {
    let key: string | null = null
    const done = await undo.run({
      label,
      do: async () => {
        if (key) await client.layouts.restore({ name, key })
        else await make()
        await read()
      },
      undo: async () => {
        key = (await client.layouts.remove({ name })).key
        await read()
      },
    })
    if (done) open(name)
    return done
  }

  return {
    open,
    create: (name: string) =>
      made(name, t("made", { name }), () =>
        client.layouts.save({
          layout: layoutSchema.parse({ name, elements: [newText("{title}")] }),
          files: [],
          replaces: null,
        }),
      ),
    copy: (name: string, as: string) =>
      made(as, t("copied", { name: as }), () => client.layouts.copy({ name, as })),
    /** @returns whether it was removed */
    remove(name: string): Promise<boolean> {
      let key = ""
      const draft = useLayoutDrafts.getState()[keyOf(name)]
      return undo.run({
        label: t("removed", { name }),
        do: async () => {
          key = (await client.layouts.remove({ name })).key
          setLayoutDraft(keyOf(name), null)
          await read()
        },
        undo: async () => {
          await client.layouts.restore({ name, key })
          if (draft) setLayoutDraft(keyOf(name), draft)
          await read()
        },
      })
    },
    /** Keeps the changes; those that are made meanwhile stay to be saved. */
    async save(editor: Editor): Promise<void> {
      const { layout, view } = editor
      const key = keyOf(layout.name)
      const draft = useLayoutDrafts.getState()[key]
      const replaces = draft?.base ?? view.hash
      try {
        const kept = await client.layouts.save({ layout, files: used(editor), replaces })
        await read()
        settleLayoutDraft(key, draft, kept.layout.hash)
        notify({ text: t("saved", { name: layout.name }), kind: "success" })
      } catch (problem) {
        tell(problem)
      }
    },
    /** Keeps the changes as another layout; this one stays as it was. */
    async saveAs(editor: Editor, as: string): Promise<void> {
      const key = keyOf(editor.layout.name)
      const draft = useLayoutDrafts.getState()[key]
      const input = { layout: { ...editor.layout, name: as }, files: used(editor), replaces: null }
      if (await made(as, t("made", { name: as }), () => client.layouts.save(input)))
        settleLayoutDraft(key, draft)
    },
    /** Goes back to what is kept. */
    discard(name: string): void {
      const draft = useLayoutDrafts.getState()[keyOf(name)]
      if (!draft) return
      void undo.run({
        label: t("discarded", { name }),
        do: () => setLayoutDraft(keyOf(name), null),
        undo: () => setLayoutDraft(keyOf(name), draft),
      })
    },
  }
}
