/** The original against a variant: slider, side by side, hover or difference, under one zoom. */
import { Box, LinearProgress, Typography } from "@mui/material"
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import type { FrameSize } from "../../native/contract/frame.ts"
import { useTranslations } from "../app/translations.ts"
import type { Shown, View } from "../shared/studio-draft.ts"
import { useWheel } from "../ui/use-wheel.ts"
import { Layer } from "./layer.tsx"
import { fitted, paper, StageGround } from "./stage-ground.tsx"
import type { StageLayout } from "./stage-layout.tsx"
import { byWheel, panned, whole, type Zoom, zoomed } from "./zoom.ts"
import { ZoomButtons } from "./zoom-buttons.tsx"

const step = 0.06

export interface StageProps {
  item: ItemSummary
  view: Exclude<View, "sweep">
  /** Of the pictures. */
  size: FrameSize
  shown: Shown
  against: Shown
  frame: string | null
  /** The preview with the pack's own weights, and how far it is. */
  base: { frame: string | null; progress: number | null }
  /** Share of the running preview or render, 0 … 1; null when none runs. */
  progress: number | null
  /** In place of a picture that isn't there yet. */
  waiting: string
  nameOf: (shown: Shown) => string
  /** Laid over both pictures, but not where their difference is shown. */
  layout: StageLayout | null
}

export function Stage(props: StageProps) {
  const { item, view, size, shown, against, frame, base, progress, waiting, nameOf, layout } = props
  const t = useTranslations("studio.stage")
  const ratio = size.width / size.height
  const [zoom, setZoom] = useState(whole)
  const [split, setSplit] = useState(50)
  const [peeking, setPeeking] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const drag = useRef<{ x: number; y: number } | null>(null)

  useWheel(box, (event, element) => setZoom(byWheel(event, element)))

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === " " && view === "hover") {
      event.preventDefault()
      setPeeking(true)
      return
    }
    const change = keys[event.key]
    if (!change || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    setZoom(change)
  }

  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    const from = drag.current
    if (!from || zoom.scale === 1) return
    const area = event.currentTarget.getBoundingClientRect()
    const [x, y] = [(event.clientX - from.x) / area.width, (event.clientY - from.y) / area.height]
    drag.current = { x: event.clientX, y: event.clientY }
    setZoom(current => panned(current, x, y))
  }

  const layer = (which: Shown, extra: Partial<Parameters<typeof Layer>[0]> = {}) => (
    <Layer
      shown={which}
      item={item}
      frame={which.kind === "base" ? base.frame : frame}
      size={size}
      zoom={zoom}
      alt={nameOf(which)}
      layout={view === "difference" ? null : layout}
      drawing={(which.kind === "base" ? base.progress : progress) !== null}
      {...extra}
    />
  )
  const empty = shown.kind === "preview" && frame === null
  const captions = view === "side" && against.kind === "base"

  return (
    <StageGround>
      <Box
        ref={box}
        role="group"
        aria-label={t("label")}
        aria-describedby="stage-keys"
        tabIndex={0}
        onKeyDown={onKeyDown}
        onKeyUp={event => event.key === " " && setPeeking(false)}
        onBlur={() => setPeeking(false)}
        onPointerDown={event => {
          drag.current = { x: event.clientX, y: event.clientY }
          if (view === "hover") setPeeking(true)
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          drag.current = null
          setPeeking(false)
        }}
        onPointerLeave={() => {
          drag.current = null
          setPeeking(false)
        }}
        sx={{
          display: "flex",
          gap: 1.5,
          ...fitted(view === "side" ? 2 * ratio : ratio),
          cursor: zoom.scale > 1 ? "grab" : "default",
          borderRadius: 1,
          touchAction: "none",
        }}
      >
        {view === "side" && (
          <Box sx={pane}>
            {layer(against)}
            {captions && (
              <>
                <Caption>{nameOf(against)}</Caption>
                {base.frame === null && <Waiting>{t("baseNext")}</Waiting>}
                <Drawing label={t("progress")} progress={base.progress} />
              </>
            )}
          </Box>
        )}
        <Box sx={pane}>
          {view === "side" || view === "hover" ? (
            layer(view === "hover" && peeking ? against : shown)
          ) : view === "difference" ? (
            <Box sx={{ position: "absolute", inset: 0, isolation: "isolate", bgcolor: "#000" }}>
              {layer(against)}
              {layer(shown, { blend: "difference" })}
            </Box>
          ) : (
            <>
              {layer(shown)}
              {layer(against, {
                sx: {
                  clipPath: `inset(0 ${100 - split}% 0 0)`,
                  // Where the original was moved, it doesn't cover the frame: nothing shows through beside it.
                  ...(against.kind === "original" && { bgcolor: "background.paper" }),
                },
              })}
              {!empty && <Divide split={split} onSplit={setSplit} label={t("divide")} />}
            </>
          )}
          {captions && <Caption>{nameOf(shown)}</Caption>}
          {empty && <Waiting inset={view === "slider" ? "0 0 0 50%" : 0}>{waiting}</Waiting>}
          <Drawing label={t("progress")} progress={progress} />
        </Box>
      </Box>
      <ZoomButtons zoom={zoom} onZoom={setZoom} />
      <Box id="stage-keys" sx={{ display: "none" }}>
        {t("keys")}
      </Box>
    </StageGround>
  )
}

const pane = {
  position: "relative",
  flex: 1,
  minWidth: 0,
  overflow: "hidden",
  ...paper,
} as const

/** In place of a picture that isn't there yet. */
function Waiting({ inset = 0, children }: { inset?: string | number; children: string }) {
  return (
    <Typography
      variant="body2"
      color="textSecondary"
      role="status"
      sx={{ position: "absolute", inset, display: "grid", placeItems: "center", p: 3, textAlign: "center" }}
    >
      {children}
    </Typography>
  )
}

/** How far a picture is, at its lower edge. */
function Drawing({ label, progress }: { label: string; progress: number | null }) {
  return (
    <LinearProgress
      variant="determinate"
      value={100 * (progress ?? 0)}
      aria-label={label}
      aria-hidden={progress === null}
      sx={{
        position: "absolute",
        insetInline: 0,
        bottom: 0,
        height: 3,
        opacity: progress === null ? 0 : 1,
        // Moved by each step: animated in between, it would take processor time from the drawing itself.
        "& .MuiLinearProgress-bar": { transition: "none" },
      }}
    />
  )
}

/** Says which picture is which where both are drawn. */
function Caption({ children }: { children: string }) {
  return (
    <Typography
      variant="caption"
      noWrap
      aria-hidden
      sx={{
        position: "absolute",
        top: 8,
        left: 8,
        maxWidth: "calc(100% - 16px)",
        px: 1,
        py: 0.25,
        borderRadius: 1,
        color: "#fff",
        bgcolor: "rgba(0,0,0,.72)",
        pointerEvents: "none",
      }}
    >
      {children}
    </Typography>
  )
}

const keys: Record<string, (zoom: Zoom) => Zoom> = {
  "+": zoom => zoomed(zoom, 1.25),
  "=": zoom => zoomed(zoom, 1.25),
  "-": zoom => zoomed(zoom, 0.8),
  "0": () => whole,
  ArrowLeft: zoom => panned(zoom, step, 0),
  ArrowRight: zoom => panned(zoom, -step, 0),
  ArrowUp: zoom => panned(zoom, 0, step),
  ArrowDown: zoom => panned(zoom, 0, -step),
}

/** The line between the two pictures: a range input under a drawn handle, so that every way of moving it works. */
function Divide({
  split,
  onSplit,
  label,
}: {
  split: number
  onSplit: (split: number) => void
  label: string
}) {
  return (
    <Box
      sx={{
        "&:has(input:focus-visible) .handle::after": { outline: "3px solid", outlineColor: "primary.main" },
      }}
    >
      <Box
        aria-hidden
        className="handle"
        sx={{
          position: "absolute",
          insetBlock: 0,
          left: `${split}%`,
          width: 2,
          ml: "-1px",
          bgcolor: "#fff",
          boxShadow: "0 0 0 1px rgba(0,0,0,.35)",
          pointerEvents: "none",
          "&::after": {
            content: '""',
            position: "absolute",
            top: "50%",
            left: "50%",
            width: 28,
            height: 28,
            borderRadius: "50%",
            transform: "translate(-50%, -50%)",
            bgcolor: "#fff",
            boxShadow: "0 1px 6px rgba(0,0,0,.45)",
          },
        }}
      />
      <Box
        component="input"
        type="range"
        min={0}
        max={100}
        step={1}
        value={split}
        aria-label={label}
        onChange={event => onSplit(Number(event.target.value))}
        onPointerDown={event => event.stopPropagation()}
        onKeyDown={event => event.stopPropagation()}
        sx={{
          position: "absolute",
          top: "calc(50% - 22px)",
          left: -14,
          width: "calc(100% + 28px)",
          height: 44,
          m: 0,
          opacity: 0,
          cursor: "ew-resize",
        }}
      />
    </Box>
  )
}
