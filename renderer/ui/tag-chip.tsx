/** A tag, with what can be done to it: clicked, or removed by a cross of its own. */
import Close from "@mui/icons-material/Close"
import { Box, ButtonBase, IconButton } from "@mui/material"
import type { MouseEvent, ReactNode } from "react"
import { useJoin } from "../app/join.ts"
import { VisuallyHidden } from "./visually-hidden.tsx"

export interface TagChipProps {
  tag: string
  /** How often it was counted; shown behind the tag. */
  count?: number
  /** `pinned` and `banned` are the persona's; `unused` tags are known and not used. */
  look?: "plain" | "pinned" | "banned" | "unused"
  /** Before the tag. */
  icon?: ReactNode
  /** Makes the tag a button. */
  onClick?: (event: MouseEvent<HTMLElement>) => void
  /** Said after the tag to screen readers: what a click does or shows. */
  label?: string
  /** For a button that stays pressed. */
  selected?: boolean
  /** A cross behind the tag; `label` says what it does to which tag. */
  remove?: { label: string; run: () => void }
}

const looks = {
  plain: { bgcolor: "action.selected", color: "text.primary", borderColor: "transparent" },
  pinned: {
    bgcolor: "color-mix(in srgb, var(--mui-palette-primary-main) 16%, transparent)",
    color: "text.primary",
    borderColor: "transparent",
  },
  banned: { color: "text.secondary", borderColor: "divider", textDecoration: "line-through" },
  unused: { color: "text.secondary", borderColor: "divider" },
} as const

export function TagChip(props: TagChipProps) {
  const join = useJoin()
  const { tag, count, look = "plain", icon, onClick, label, selected, remove } = props
  const text = (
    <>
      {icon}
      <Box component="span" sx={{ overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}>
        {tag}
      </Box>
      {count !== undefined && (
        <Box component="span" sx={{ color: "text.secondary", fontVariantNumeric: "tabular-nums" }}>
          {" "}
          {count}
        </Box>
      )}
      {label && <VisuallyHidden>{join.phrases(["", label])}</VisuallyHidden>}
    </>
  )
  const inside = { px: 1, gap: 0.5, minWidth: 0, height: "100%", borderRadius: "5px" }
  return (
    <Box
      component="span"
      sx={{
        display: "inline-flex",
        alignItems: "center",
        maxWidth: "100%",
        height: 26,
        border: 1,
        borderRadius: "6px",
        fontSize: "0.8125rem",
        fontWeight: 500,
        ...looks[look],
        ...(selected && { outline: "2px solid", outlineColor: "primary.main", outlineOffset: -2 }),
        "& svg": { fontSize: 15 },
      }}
    >
      {onClick ? (
        <ButtonBase
          onClick={onClick}
          {...(selected !== undefined && { "aria-pressed": selected })}
          sx={{ ...inside, font: "inherit", "&:hover": { bgcolor: "action.hover" } }}
        >
          {text}
        </ButtonBase>
      ) : (
        <Box component="span" sx={{ ...inside, display: "inline-flex", alignItems: "center" }}>
          {text}
        </Box>
      )}
      {remove && (
        <IconButton
          aria-label={remove.label}
          title={remove.label}
          onClick={remove.run}
          sx={{ ml: "-4px", width: 24, height: 24, minWidth: 24, minHeight: 24, color: "inherit" }}
        >
          <Close />
        </IconButton>
      )}
    </Box>
  )
}
