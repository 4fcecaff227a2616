/** One picture of the stage: the original, a preview or a render, under the stage's zoom. */
import { Box, type SxProps, type Theme } from "@mui/material"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { pictureUrl } from "../app/picture-url.ts"
import type { Shown } from "../shared/studio-draft.ts"
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
}

export function Layer({ shown, item, frame, zoom, alt, sx, blend }: LayerProps) {
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
    </Box>
  )
}

function sourceOf(shown: Shown, item: ItemSummary, frame: string | null): string | null {
  if (shown.kind === "preview" || shown.kind === "base") return frame
  if (shown.kind === "render") return pictureUrl("render", shown.id)
  return pictureUrl("item", item.id, { version: item.image })
}
