/** Why there is no item: nothing was imported, which the screen says in its own words, or all items were put away. */
import { useQueries } from "@tanstack/react-query"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { EmptyState, type EmptyStateProps } from "../ui/states.tsx"

const kinds = ["archived", "removed"] as const

/** @param props what is said when nothing was imported */
export function NoItems(props: EmptyStateProps) {
  const t = useTranslations("catalog")
  const lists = useQueries({
    queries: kinds.map(away => orpc.items.list.queryOptions({ input: { away, limit: 1 } })),
  })
  if (lists.some(({ isPending }) => isPending)) return null
  if (lists.every(({ data }) => !data?.total)) return <EmptyState {...props} />
  return <EmptyState icon={props.icon} title={t("allAway")} text={t("allAwayText")} />
}
