/** A dialog to search a long list and pick from it, by mouse or keys. */
import { Box, Button, Dialog, DialogActions, DialogTitle, Typography } from "@mui/material"
import { type ReactNode, useCallback, useId, useRef, useState } from "react"
import { useTranslations } from "../app/translations.ts"
import { CloseButton } from "./close-button.tsx"
import { LightTable, type LightTableHandle } from "./light-table.tsx"
import { Loaded, type ReadState } from "./loaded.tsx"
import { SearchField } from "./search-field.tsx"
import { EmptyState } from "./states.tsx"

/** `Chosen`: what is known of those chosen at first; their ids do. */
export interface PickerDialogProps<Entry extends { id: string }, Chosen extends { id: string }> {
  open: boolean
  title: string
  searchLabel: string
  resultsLabel: string
  /** One line under the list: how many there are. */
  countLabel: string
  emptyText: string
  search: string
  onSearch: (search: string) => void
  /** Those that were read. */
  entries: readonly Entry[]
  query: ReadState<unknown>
  /** Reads the next part of the list; absent at its end. */
  onMore?: (() => void) | undefined
  labelOf: (entry: Entry) => string
  render: (entry: Entry, selected: boolean) => ReactNode
  /** Narrowest width of a tile, in pixels. */
  tile: number
  /** Height of a tile of that width, in pixels. */
  heightOf: (width: number) => number
  /** Several can be chosen and are then confirmed; otherwise the first click picks. */
  multiple?: { selected: readonly Chosen[]; confirm: (count: number) => string; most?: number }
  onPick: (entries: (Entry | Chosen)[]) => void
  onClose: () => void
}

/** Entries beyond the edge that are read before they are reached. */
const readAhead = 30

export function PickerDialog<Entry extends { id: string }, Chosen extends { id: string }>(
  props: PickerDialogProps<Entry, Chosen>,
) {
  const { open, title, onClose } = props
  const heading = useId()
  return (
    <Dialog
      open={open}
      onClose={onClose}
      maxWidth="md"
      fullWidth
      aria-labelledby={heading}
      slotProps={{ paper: { sx: { height: "min(760px, calc(100% - 64px))" } } }}
    >
      <DialogTitle id={heading}>{title}</DialogTitle>
      <CloseButton onClick={onClose} />
      <PickerBody {...props} />
    </Dialog>
  )
}

function PickerBody<Entry extends { id: string }, Chosen extends { id: string }>(
  props: PickerDialogProps<Entry, Chosen>,
) {
  const { entries, multiple, onPick, onClose, onMore } = props
  const t = useTranslations("common")
  const [chosen, setChosen] = useState<ReadonlyMap<string, Entry | Chosen>>(
    () => new Map(multiple?.selected.map(entry => [entry.id, entry])),
  )
  const table = useRef<LightTableHandle>(null)

  const take = (index: number) => {
    const entry = entries[index]
    if (!entry) return
    if (!multiple) return onPick([entry])
    const next = new Map(chosen)
    if (!next.delete(entry.id) && next.size < (multiple.most ?? Number.POSITIVE_INFINITY))
      next.set(entry.id, entry)
    setChosen(next)
  }
  const isChosen = (index: number) => chosen.has(entries[index]?.id ?? "")
  const onSight = useCallback(
    (_first: number, last: number) => {
      if (last + readAhead >= entries.length) onMore?.()
    },
    [entries.length, onMore],
  )

  return (
    <>
      <Box sx={{ px: 2.5, pb: 1.5 }}>
        <SearchField
          fullWidth
          autoFocus
          label={props.searchLabel}
          value={props.search}
          onChange={props.onSearch}
          onKeyDown={event => {
            if (event.key !== "ArrowDown") return
            event.preventDefault()
            table.current?.focus()
          }}
        />
      </Box>
      <Box sx={{ flex: 1, minHeight: 0, display: "flex", flexDirection: "column" }}>
        <Loaded
          query={props.query}
          inset
          loading={{ count: 12, height: props.heightOf(props.tile), tile: props.tile }}
        >
          {() =>
            entries.length === 0 ? (
              <EmptyState title={props.emptyText} />
            ) : (
              <LightTable
                ref={table}
                label={props.resultsLabel}
                total={entries.length}
                tile={props.tile}
                heightOf={props.heightOf}
                gap={12}
                above={4}
                below={12}
                keyOf={index => entries[index]?.id ?? index}
                options={{
                  multiple: multiple !== undefined,
                  isSelected: isChosen,
                  labelOf: index => (entries[index] ? props.labelOf(entries[index]) : ""),
                  onClick: (_event, index) => take(index),
                }}
                render={index => entries[index] && props.render(entries[index], isChosen(index))}
                onKey={(event, index) => {
                  if (event.key !== "Enter" && event.key !== " ") return
                  event.preventDefault()
                  take(index)
                }}
                onSight={onSight}
              />
            )
          }
        </Loaded>
      </Box>
      <DialogActions sx={{ borderTop: 1, borderColor: "divider" }}>
        <Typography variant="body2" color="textSecondary" role="status" sx={{ flex: 1 }}>
          {props.countLabel}
        </Typography>
        <Button color="inherit" onClick={onClose}>
          {t("actions.cancel")}
        </Button>
        {multiple && (
          <Button
            variant="contained"
            disabled={chosen.size === 0}
            onClick={() => onPick([...chosen.values()])}
          >
            {multiple.confirm(chosen.size)}
          </Button>
        )}
      </DialogActions>
    </>
  )
}
