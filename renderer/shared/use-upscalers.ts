/** The upscalers that pictures can be enlarged with, and taking another one into the workspace. */
import { useQuery, useQueryClient } from "@tanstack/react-query"
import type { UpscalerView } from "../../native/contract/api/upscalers.ts"
import { packUpscaler } from "../../native/contract/upscaler.ts"
import { useAttempt } from "../app/attempt.ts"
import { useTranslations } from "../app/translations.ts"
import { client, orpc } from "../engine/rpc.ts"
import { useChooseFolder } from "./folder-picker.tsx"

export const useUpscalers = (): readonly UpscalerView[] =>
  useQuery(orpc.upscalers.list.queryOptions()).data ?? []

export function useUpscalerName(): (name: string) => string {
  const t = useTranslations("upscale")
  return name => (name === packUpscaler ? t("ofPack") : name)
}

/** Copies a file that is chosen into the workspace; the name that it got there, or null where none did. */
export function useBringInUpscaler(): () => Promise<string | null> {
  const t = useTranslations("upscale")
  const choose = useChooseFolder()
  const attempt = useAttempt()
  const cache = useQueryClient()
  return async () => {
    const chosen = await choose({ kind: "file", title: t("chooseFile"), endings: [".safetensors", ".onnx"] })
    if (!chosen) return null
    let added: string | null = null
    await attempt(async () => {
      const { name } = await client.upscalers.add({ handle: chosen.handle })
      added = name
      return t("broughtIn", { name })
    })
    await cache.invalidateQueries({ queryKey: orpc.upscalers.key() })
    return added
  }
}
