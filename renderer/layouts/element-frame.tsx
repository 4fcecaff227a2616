/** The frame of one element on the picture: pressed to select it, dragged to move it, dragged at its grips to resize it. */
import ErrorOutlined from "@mui/icons-material/ErrorOutlined"
import { Box } from "@mui/material"
import type { PointerEvent } from "react"
import { useTranslations } from "../app/translations.ts"
import { type Grip, grips } from "./geometry.ts"

export interface ElementFrameProps {
  name: string
  /** In shares of the picture. */
  place: Readonly<Record<"left" | "top" | "width" | "height", string>>
  selected: boolean
  /** Whether it is the only selected one: only then it is resized. */
  alone: boolean
  readOnly: boolean
  isProblem: boolean
  /** A later one lies higher. */
  order: number
  onBegin: (event: PointerEvent, grip: Grip | null) => void
  onSelect: () => void
  onNudge: (direction: { x: number; y: number }, large: boolean, resizes: boolean) => void
  /** When a key is let go. */
  onSettle: () => void
}

const directions: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

export function ElementFrame(props: ElementFrameProps) {
  const { name, place, selected, alone, readOnly, isProblem, order, onBegin, onSelect, onNudge, onSettle } =
    props
  const t = useTranslations("layouts.canvas")
  return (
    <Box
      role="group"
      aria-roledescription={t("frame")}
      tabIndex={0}
      aria-label={name}
      aria-current={selected}
      aria-describedby="layout-frame-keys"
      onPointerDown={event => onBegin(event, null)}
      onKeyDown={event => {
        const direction = directions[event.key]
        if (direction && !event.altKey) {
          event.preventDefault()
          onNudge(direction, event.shiftKey, event.ctrlKey || event.metaKey)
        } else if (event.key === "Enter" || event.key === " ") {
          event.preventDefault()
          onSelect()
        }
      }}
      onKeyUp={event => event.key in directions && onSettle()}
      onBlur={onSettle}
      sx={{
        position: "absolute",
        ...place,
        zIndex: selected ? 60 : 10 + order,
        cursor: readOnly ? "default" : "move",
        touchAction: "none",
        outline: "1px solid rgba(255,255,255,.85)",
        boxShadow: "0 0 0 2px rgba(0,0,0,.35)",
        "&:hover": { boxShadow: "0 0 0 2px rgba(71,67,214,.8)" },
        ...(isProblem && { outline: "2px solid #ff5449" }),
        ...(selected && { outline: "2px solid #6c69ff", boxShadow: "0 0 0 3px #fff" }),
        "&:focus-visible": { outline: "3px solid #6c69ff", outlineOffset: 1, boxShadow: "0 0 0 5px #fff" },
      }}
    >
      {isProblem && (
        <ErrorOutlined
          aria-hidden
          sx={{
            position: "absolute",
            top: 2,
            right: 2,
            fontSize: 18,
            color: "#b3261e",
            bgcolor: "#fff",
            borderRadius: "50%",
          }}
        />
      )}
      {selected &&
        alone &&
        !readOnly &&
        grips.map(grip => (
          <Box
            key={`${grip.across},${grip.down}`}
            aria-hidden
            onPointerDown={event => onBegin(event, grip)}
            sx={{
              position: "absolute",
              left: `${50 + 50 * grip.across}%`,
              top: `${50 + 50 * grip.down}%`,
              width: 24,
              height: 24,
              transform: "translate(-50%, -50%)",
              touchAction: "none",
              cursor: cursorOf(grip),
              "&::after": {
                content: '""',
                position: "absolute",
                inset: 7,
                bgcolor: "#fff",
                border: "2px solid #6c69ff",
                borderRadius: grip.across && grip.down ? "50%" : "2px",
              },
            }}
          />
        ))}
    </Box>
  )
}

const cursorOf = ({ across, down }: Grip): string =>
  across === 0 ? "ns-resize" : down === 0 ? "ew-resize" : across === down ? "nwse-resize" : "nesw-resize"
