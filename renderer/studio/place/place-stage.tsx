/** The item's picture in the frame, to be dragged and scaled: by pointer, wheel and keys. The panel has its numbers. */
import { Box } from "@mui/material"
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef } from "react"
import type { ItemSummary } from "../../../native/contract/api/common.ts"
import type { FrameSize } from "../../../native/contract/frame.ts"
import { asItIs, type Place } from "../../../native/contract/place.ts"
import { pictureUrl } from "../../app/picture-url.ts"
import { useTranslations } from "../../app/translations.ts"
import { useWheel } from "../../ui/use-wheel.ts"
import { fitted, paper, StageGround } from "../stage-ground.tsx"
import { placeBox } from "./place-box.ts"
import { usePlace } from "./use-place.ts"

const step = 0.01
const wideStep = 0.1
const grown = 1.05

const moved =
  (x: number, y: number) =>
  (place: Place): Place => ({
    ...place,
    placeX: place.placeX + x,
    placeY: place.placeY + y,
  })
const scaled =
  (factor: number) =>
  (place: Place): Place => ({
    ...place,
    placeScale: place.placeScale * factor,
  })

function changeOf(key: string, far: boolean): ((place: Place) => Place) | undefined {
  const by = far ? wideStep : step
  const changes: Record<string, (place: Place) => Place> = {
    ArrowLeft: moved(-by, 0),
    ArrowRight: moved(by, 0),
    ArrowUp: moved(0, -by),
    ArrowDown: moved(0, by),
    "+": scaled(grown),
    "=": scaled(grown),
    "-": scaled(1 / grown),
    "0": () => asItIs,
  }
  return changes[key]
}

export interface PlaceStageProps {
  item: ItemSummary
  frame: FrameSize
  /** What was drawn last, behind the picture. */
  drawn: string | null
  onClose: () => void
}

export function PlaceStage({ item, frame, drawn, onClose }: PlaceStageProps) {
  const t = useTranslations("studio.place")
  const { place, move, settle, moveByWheel } = usePlace()
  const box = useRef<HTMLDivElement>(null)
  const drag = useRef<{ x: number; y: number } | null>(null)
  const keys = useId()

  useEffect(() => box.current?.focus(), [])
  useWheel(box, event => moveByWheel(scaled(Math.exp(-event.deltaY / 800))))

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.preventDefault()
      onClose()
      return
    }
    const change = changeOf(event.key, event.shiftKey)
    if (!change || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    move(change)
  }

  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    const from = drag.current
    if (!from) return
    const area = event.currentTarget.getBoundingClientRect()
    move(moved((event.clientX - from.x) / area.width, (event.clientY - from.y) / area.height))
    drag.current = { x: event.clientX, y: event.clientY }
  }

  function onPointerEnd(): void {
    drag.current = null
    settle()
  }

  return (
    <StageGround>
      <Box
        ref={box}
        role="group"
        aria-label={t("stage", { title: item.title })}
        aria-describedby={keys}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onKeyUp={settle}
        onBlur={settle}
        onPointerDown={event => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          drag.current = { x: event.clientX, y: event.clientY }
        }}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerEnd}
        onPointerCancel={onPointerEnd}
        sx={{
          position: "relative",
          overflow: "hidden",
          ...fitted(frame.width / frame.height),
          ...paper,
          cursor: "move",
          touchAction: "none",
        }}
      >
        {drawn && (
          <img
            src={drawn}
            alt=""
            style={{ position: "absolute", inset: 0, width: "100%", height: "100%", opacity: 0.45 }}
          />
        )}
        <Box
          component="img"
          src={pictureUrl("item", item.id, { version: item.image })}
          alt={item.title}
          draggable={false}
          style={placeBox(item, frame, place)}
          sx={{ position: "absolute", maxWidth: "none", outline: "2px solid", outlineColor: "primary.main" }}
        />
      </Box>
      <Box id={keys} sx={{ display: "none" }}>
        {t("keys")}
      </Box>
    </StageGround>
  )
}
