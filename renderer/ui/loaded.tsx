/** What was read from the engine; while it is read, grey shapes of its size; when that failed, why, with “Try again”. */
import { Box } from "@mui/material"
import type { ReactNode } from "react"
import { useTranslations } from "../app/translations.ts"
import { LoadingState, type LoadingStateProps, ProblemState } from "./states.tsx"

/** As much of a query as is looked at; `useQuery` and `useInfiniteQuery` give it. */
export interface ReadState<Data> {
  data: Data | undefined
  /** null unless the last attempt failed. */
  error: unknown
  refetch: () => unknown
}

export interface LoadedProps<Data> {
  query: ReadState<Data>
  loading: LoadingStateProps
  /** Around the grey shapes, where what comes has a margin of its own. */
  inset?: boolean
  children: (data: Data) => ReactNode
}

/** @example <Loaded query={useQuery(orpc.packs.list.queryOptions())} loading={{ height: 64 }}>{packs => …}</Loaded> */
export function Loaded<Data>({ query, loading, inset = false, children }: LoadedProps<Data>) {
  const t = useTranslations("common.problem")
  if (query.data !== undefined && query.error === null) return children(query.data)
  if (query.error !== null)
    return (
      <ProblemState problem={query.error} action={{ label: t("retry"), run: () => void query.refetch() }} />
    )
  const shapes = <LoadingState {...loading} />
  return inset ? <Box sx={{ flex: 1, p: 3 }}>{shapes}</Box> : shapes
}
