/** One picture of the stage: the original, a preview or a render, under the stage's zoom. */
import { Box, type SxProps, type Theme } from "@mui/material"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { pictureUrl } from "../app/picture-url.ts"
import type { Shown } from "../shared/studio-draft.ts"
import { LayoutOverlay, type StageLayout } from "./stage-layout.tsx"
import { transformOf, type Zoom } from "./zoom.ts"

export interface LayerProps {
  shown: Shown
  item: ItemSummary
  /** The picture so far, where a preview is shown. */
  frame: string | null
  zoom: Zoom
  alt: string
  sx?: SxProps<Theme>
  blend?: "difference"
  /** Laid over the picture; null where it is shown as it is. */
  layout?: StageLayout | null
  drawing?: boolean
  /** Width by height. */
  ratio: number
}

export function Layer({
  shown,
  item,
  frame,
  zoom,
  alt,
  sx,
  blend,
  layout,
  drawing = false,
  ratio,
}: LayerProps) {
  const source = sourceOf(shown, item, frame)
  return (
    <Box
      sx={[
        { position: "absolute", inset: 0, overflow: "hidden" },
        ...(Array.isArray(sx) ? sx : [sx]),
        blend ? { mixBlendMode: blend } : {},
      ]}
    >
      {source && (
        <img
          src={source}
          alt={alt}
          draggable={false}
          style={{
            width: "100%",
            height: "100%",
            objectFit: "cover",
            display: "block",
            transform: transformOf(zoom),
            imageRendering: zoom.scale >= 4 ? "pixelated" : "auto",
          }}
        />
      )}
      {layout && (
        <LayoutOverlay
          layout={layout}
          item={item}
          shown={shown}
          frame={frame}
          drawing={drawing}
          ratio={ratio}
          transform={transformOf(zoom)}
        />
      )}
    </Box>
  )
}

function sourceOf(shown: Shown, item: ItemSummary, frame: string | null): string | null {
  if (shown.kind === "preview" || shown.kind === "base") return frame
  if (shown.kind === "render") return pictureUrl("render", shown.id)
  return pictureUrl("item", item.id, { version: item.image })
}
