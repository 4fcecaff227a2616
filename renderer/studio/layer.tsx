/** One picture of the stage: the original, a preview or a render, under the stage's zoom. */
import { Box, type SxProps, type Theme } from "@mui/material"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import type { FrameSize } from "../../native/contract/frame.ts"
import { isAsItIs } from "../../native/contract/place.ts"
import { useTellProblem } from "../app/attempt.ts"
import { pictureUrl } from "../app/picture-url.ts"
import { useMissingPicture } from "../shared/stored-render.tsx"
import { type Shown, useDraft } from "../shared/studio-draft.ts"
import { placeBox } from "./place/place-box.ts"
import { LayoutOverlay, type StageLayout } from "./stage-layout.tsx"
import { transformOf, type Zoom } from "./zoom.ts"

export interface LayerProps {
  shown: Shown
  item: ItemSummary
  /** The picture so far, where a preview is shown. */
  frame: string | null
  /** Of the drawn pictures; the original lies in it as it was moved. */
  size: FrameSize
  zoom: Zoom
  alt: string
  sx?: SxProps<Theme>
  blend?: "difference"
  /** Laid over the picture; null where it is shown as it is. */
  layout?: StageLayout | null
  drawing?: boolean
}

export function Layer({
  shown,
  item,
  frame,
  size,
  zoom,
  alt,
  sx,
  blend,
  layout,
  drawing = false,
}: LayerProps) {
  const render = shown.kind === "render" ? shown.id : null
  const { isMissing, round, onMissing } = useMissingPicture(render, useTellProblem())
  const source =
    render !== null && isMissing ? pictureUrl("render", render, { edge: 320 }) : sourceOf(shown, item, frame)
  const settings = useDraft(draft => draft.settings)
  const isMoved = shown.kind === "original" && !isAsItIs(settings)
  return (
    <Box
      sx={[
        { position: "absolute", inset: 0, overflow: "hidden" },
        ...(Array.isArray(sx) ? sx : [sx]),
        blend ? { mixBlendMode: blend } : {},
      ]}
    >
      {source && (
        <div style={{ position: "absolute", inset: 0, transform: transformOf(zoom) }}>
          <img
            key={render === null ? undefined : round}
            src={source}
            onError={onMissing}
            alt={alt}
            draggable={false}
            style={{
              position: "absolute",
              maxWidth: "none",
              objectFit: "cover",
              imageRendering: zoom.scale >= 4 ? "pixelated" : "auto",
              ...(isMoved ? placeBox(item, size, settings) : filling),
            }}
          />
        </div>
      )}
      {layout && (
        <LayoutOverlay
          layout={layout}
          item={item}
          shown={shown}
          frame={frame}
          drawing={drawing}
          kept={settings}
          ratio={size.width / size.height}
          transform={transformOf(zoom)}
        />
      )}
    </Box>
  )
}

const filling = { left: 0, top: 0, width: "100%", height: "100%" }

function sourceOf(shown: Shown, item: ItemSummary, frame: string | null): string | null {
  if (shown.kind === "preview" || shown.kind === "base") return frame
  if (shown.kind === "render") return pictureUrl("render", shown.id)
  return pictureUrl("item", item.id, { version: item.image })
}
