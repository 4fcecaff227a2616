/** How much room whole pictures may take that were fetched from farms. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { useTellProblem } from "../app/attempt.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useByteText } from "../ui/bytes.ts"
import { NumberField } from "../ui/number-field.tsx"

const gigabyte = 1e9
const most = 100_000

export function FetchedRoom() {
  const t = useTranslations("farms")
  const bytesText = useByteText()
  const tell = useTellProblem()
  const cache = useQueryClient()
  const room = useQuery(orpc.farms.fetched.queryOptions()).data
  /** Null while it isn't being changed. */
  const [typed, setTyped] = useState<string | null>(null)
  const set = useMutation(
    orpc.farms.setRoom.mutationOptions({
      onSuccess: now => {
        cache.setQueryData(orpc.farms.fetched.queryKey(), now)
        setTyped(null)
      },
      onError: tell,
    }),
  )
  if (!room) return null
  const asked = typed === null ? null : Number(typed.trim() || Number.NaN)
  const isWrong = asked !== null && !(asked >= 0 && asked <= most)
  return (
    <NumberField
      label={t("room")}
      text={typed ?? String(Number((room.most / gigabyte).toFixed(2)))}
      wrong={isWrong ? t("roomWrong", { most }) : undefined}
      help={t("roomHelp", { files: room.files, size: bytesText(room.bytes) })}
      onType={setTyped}
      onLeave={() => {
        if (asked !== null && !isWrong) set.mutate({ most: Math.round(asked * gigabyte) })
      }}
    />
  )
}
