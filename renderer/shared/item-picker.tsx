/** Picks one item, or several. */
import { useInfiniteQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { ItemTile } from "../ui/item-tile.tsx"
import { PickerDialog } from "../ui/picker-dialog.tsx"
import { useDebounced } from "../ui/use-debounced.ts"
import { byOffset, pagesOf } from "./pages.ts"

const pageSize = 60

export interface ItemPickerProps<Chosen extends { id: string }> {
  open: boolean
  title?: string
  /** Only items of this scenario. */
  scenario?: string | undefined
  /** Several can be picked; those given are chosen at first, at most `most`. */
  multiple?: { selected: readonly Chosen[]; most?: number }
  onPick: (items: (ItemSummary | Chosen)[]) => void
  onClose: () => void
}

export function ItemPicker<Chosen extends { id: string } = ItemSummary>({
  open,
  title,
  scenario,
  multiple,
  onPick,
  onClose,
}: ItemPickerProps<Chosen>) {
  const t = useTranslations("common.items")
  const [search, setSearch] = useState("")
  const wanted = useDebounced(search)
  const query = useInfiniteQuery(
    orpc.items.list.infiniteOptions({
      input: (offset: number) => ({
        offset,
        limit: pageSize,
        search: wanted,
        ...(scenario ? { scenario } : {}),
      }),
      ...byOffset(pageSize),
      enabled: open,
      placeholderData: previous => previous,
    }),
  )
  const { entries, total, onMore } = pagesOf(query, page => page.items)
  return (
    <PickerDialog
      open={open}
      title={title ?? (multiple ? t("pickMany") : t("pick"))}
      searchLabel={t("search")}
      resultsLabel={t("results")}
      countLabel={total === undefined ? "" : t("count", { count: total })}
      emptyText={search ? t("none") : t("noneYet")}
      search={search}
      onSearch={setSearch}
      entries={entries}
      query={query}
      onMore={onMore}
      labelOf={item => item.title || item.id}
      render={(item, selected) => <ItemTile item={item} selected={selected} />}
      tile={132}
      heightOf={width => (width * 4) / 3 + 29}
      {...(multiple && { multiple: { ...multiple, confirm: (count: number) => t("use", { count }) } })}
      onPick={onPick}
      onClose={onClose}
    />
  )
}
