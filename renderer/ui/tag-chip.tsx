/** A tag, with what can be done to it. */
import Close from "@mui/icons-material/Close"
import { Chip, type ChipProps, IconButton } from "@mui/material"
import { alpha } from "@mui/material/styles"

export interface TagChipProps {
  tag: string
  /** How often it was counted; shown behind the tag. */
  count?: number
  /** `pinned` and `banned` are the persona's; `unused` tags are known and not used. */
  look?: "plain" | "pinned" | "banned" | "unused"
  /** Makes it a button. */
  onClick?: (event: React.MouseEvent<HTMLElement>) => void
  /** A cross behind the tag; `label` says what it does to which tag. */
  remove?: { label: string; run: () => void }
  /** What clicking does or shows, for screen readers: “mist, pinned: actions”. */
  label?: string
  icon?: ChipProps["icon"]
  selected?: boolean
}

export function TagChip({
  tag,
  count,
  look = "plain",
  onClick,
  remove,
  label,
  icon,
  selected,
}: TagChipProps) {
  return (
    <Chip
      label={
        <>
          {tag}
          {count !== undefined && (
            <span style={{ marginInlineStart: 6, fontVariantNumeric: "tabular-nums", opacity: 0.75 }}>
              {count}
            </span>
          )}
        </>
      }
      variant={look === "plain" || look === "pinned" ? "filled" : "outlined"}
      color={look === "pinned" ? "primary" : "default"}
      {...(icon ? { icon } : {})}
      {...(onClick ? { onClick, component: "button" as const, type: "button" } : {})}
      {...(remove && {
        onDelete: remove.run,
        tabIndex: -1,
        deleteIcon: (
          <IconButton aria-label={remove.label}>
            <Close />
          </IconButton>
        ),
      })}
      {...(label ? { "aria-label": label } : {})}
      {...(selected === undefined ? {} : { "aria-pressed": selected })}
      sx={theme => ({
        maxWidth: "100%",
        height: 26,
        "& .MuiChip-deleteIcon": {
          m: 0,
          ml: "-6px",
          width: 24,
          height: 24,
          minWidth: 24,
          minHeight: 24,
          color: "inherit",
          borderRadius: "5px",
          "& svg": { fontSize: 15 },
        },
        ...(look === "banned" && { textDecoration: "line-through", color: "text.secondary" }),
        ...(look === "unused" && { color: "text.secondary" }),
        ...(look === "pinned" && {
          bgcolor: theme.vars
            ? `rgba(${theme.vars.palette.primary.mainChannel} / 0.16)`
            : alpha(theme.palette.primary.main, 0.16),
          color: "text.primary",
        }),
        ...(selected && { outline: 2, outlineColor: "primary.main", outlineOffset: -2 }),
      })}
    />
  )
}
