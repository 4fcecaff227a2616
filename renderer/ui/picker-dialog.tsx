/** A dialog to search a long list and pick from it, by mouse or keys: what the item and the persona picker share. */
import SearchOutlined from "@mui/icons-material/SearchOutlined"
import {
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogTitle,
  InputAdornment,
  TextField,
  Typography,
} from "@mui/material"
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react"
import { useTranslations } from "use-intl"
import { CloseButton } from "./close-button.tsx"
import { EmptyState, LoadingState, ProblemState } from "./states.tsx"

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
  entries: readonly Entry[]
  loading: boolean
  error: unknown
  onRetry: () => void
  /** Reads the next part of the list; absent at its end. */
  onMore?: (() => void) | undefined
  labelOf: (entry: Entry) => string
  render: (entry: Entry, selected: boolean) => ReactNode
  /** Narrowest width of a tile, in pixels. */
  tile: number
  /** Height of a tile, about, in pixels. */
  height: number
  /** Several can be chosen and are then confirmed; otherwise the first click picks. */
  multiple?: { selected: readonly Chosen[]; confirm: (count: number) => string; most?: number }
  onPick: (entries: (Entry | Chosen)[]) => void
  onClose: () => void
}

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
  const list = useRef<HTMLDivElement>(null)

  const take = (entry: Entry) => {
    if (!multiple) return onPick([entry])
    const next = new Map(chosen)
    if (!next.delete(entry.id) && next.size < (multiple.most ?? Number.POSITIVE_INFINITY))
      next.set(entry.id, entry)
    setChosen(next)
  }

  return (
    <>
      <Box sx={{ px: 2.5, pb: 1.5 }}>
        <TextField
          fullWidth
          autoFocus
          type="search"
          placeholder={props.searchLabel}
          value={props.search}
          onChange={event => props.onSearch(event.target.value)}
          onKeyDown={event => {
            if (event.key !== "ArrowDown") return
            event.preventDefault()
            focusOption(list.current, 0)
          }}
          slotProps={{
            htmlInput: { "aria-label": props.searchLabel, maxLength: 200 },
            input: {
              startAdornment: (
                <InputAdornment position="start">
                  <SearchOutlined />
                </InputAdornment>
              ),
            },
          }}
        />
      </Box>
      <Box
        sx={{
          flex: 1,
          minHeight: 0,
          overflow: "auto",
          px: 2.5,
          pb: 1,
          display: "flex",
          flexDirection: "column",
        }}
      >
        {props.error ? (
          <ProblemState problem={props.error} action={{ label: t("problem.retry"), run: props.onRetry }} />
        ) : props.loading ? (
          <LoadingState count={12} height={props.height} tile={props.tile} />
        ) : entries.length === 0 ? (
          <EmptyState title={props.emptyText} />
        ) : (
          <Options {...props} list={list} chosen={chosen} take={take} />
        )}
        {onMore && <More onMore={onMore} />}
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

interface OptionsProps<Entry extends { id: string }, Chosen extends { id: string }>
  extends PickerDialogProps<Entry, Chosen> {
  list: React.RefObject<HTMLDivElement | null>
  chosen: ReadonlyMap<string, unknown>
  take: (entry: Entry) => void
}

function Options<Entry extends { id: string }, Chosen extends { id: string }>(
  props: OptionsProps<Entry, Chosen>,
) {
  const { entries, list, chosen, take } = props
  const [current, setCurrent] = useState(0)

  const move = (event: KeyboardEvent, index: number) => {
    const columns = columnsOf(list.current)
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: index + 1,
      ArrowLeft: index - 1,
      ArrowDown: index + columns,
      ArrowUp: index - columns,
      Home: 0,
      End: entries.length - 1,
    }
    const next = steps[event.key]
    if (next !== undefined) {
      event.preventDefault()
      focusOption(list.current, Math.max(0, Math.min(entries.length - 1, next)))
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault()
      take(entries[index]!)
    }
  }

  return (
    <Box
      ref={list}
      role="listbox"
      aria-label={props.resultsLabel}
      aria-multiselectable={props.multiple !== undefined}
      sx={{
        display: "grid",
        gap: 1.5,
        p: 0.5,
        gridTemplateColumns: `repeat(auto-fill, minmax(${props.tile}px, 1fr))`,
      }}
    >
      {entries.map((entry, index) => (
        <Box
          key={entry.id}
          role="option"
          aria-selected={chosen.has(entry.id)}
          aria-label={props.labelOf(entry)}
          tabIndex={index === Math.min(current, entries.length - 1) ? 0 : -1}
          onFocus={() => setCurrent(index)}
          onClick={() => take(entry)}
          onKeyDown={event => move(event, index)}
          sx={{
            cursor: "pointer",
            borderRadius: 1,
            contentVisibility: "auto",
            containIntrinsicSize: `auto ${props.height}px`,
            "&:hover": { opacity: 0.88 },
          }}
        >
          {props.render(entry, chosen.has(entry.id))}
        </Box>
      ))}
    </Box>
  )
}

const optionsOf = (list: HTMLElement | null): HTMLElement[] => [
  ...(list?.querySelectorAll<HTMLElement>("[role=option]") ?? []),
]

const focusOption = (list: HTMLElement | null, index: number) => optionsOf(list)[index]?.focus()

/** How many options stand in the first row. */
function columnsOf(list: HTMLElement | null): number {
  const options = optionsOf(list)
  const top = options[0]?.offsetTop
  return (
    Math.max(
      1,
      options.findIndex(option => option.offsetTop !== top),
    ) || options.length
  )
}

/** Reads on when the end of the list comes near. */
function More({ onMore }: { onMore: () => void }) {
  const end = useRef<HTMLDivElement>(null)
  const latest = useRef(onMore)
  latest.current = onMore
  useEffect(() => {
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current(), {
      rootMargin: "600px",
    })
    watch.observe(end.current!)
    return () => watch.disconnect()
  }, [])
  return <Box ref={end} sx={{ height: "1px", flexShrink: 0 }} />
}
