/** A picture of an item, a render or a training run, in a box that is reserved before it comes. */
import BrokenImageOutlined from "@mui/icons-material/BrokenImageOutlined"
import { Box, type SxProps, type Theme } from "@mui/material"
import { useState } from "react"
import type { PictureKind } from "../../native/contract/api/common.ts"
import { useJoin } from "../app/join.ts"
import { pictureUrl, usePicturesOpened } from "../app/picture-url.ts"
import { useTranslations } from "../app/translations.ts"

export interface PictureProps {
  kind: PictureKind
  /** The item's, the render's or the drawing's. */
  id: string
  /** What it shows; empty when text beside it says so already. */
  alt: string
  /** Width over height of the box; fills its parent when absent. */
  ratio?: number
  /** Longer side of what is fetched, in pixels; the full picture when absent. */
  edge?: 160 | 320 | 640
  /** `contain` shows all of it, `cover` fills the box. */
  fit?: "contain" | "cover"
  /** Changes when the picture behind the same id does: an item's `image` hash. */
  version?: string
  /** Fetched at once, not when it comes into sight. */
  eager?: boolean
  /** It doesn't come. */
  onMissing?: () => void
  sx?: SxProps<Theme>
}

export function Picture({
  kind,
  id,
  alt,
  ratio,
  edge,
  fit = "cover",
  version,
  eager = false,
  onMissing,
  sx,
}: PictureProps) {
  const t = useTranslations("common.picture")
  const join = useJoin()
  const opened = usePicturesOpened()
  const source = pictureUrl(kind, id, { edge, version })
  const fetched = `${opened} ${source}`
  const [failed, setFailed] = useState<string | null>(null)
  const box = ratio ? { width: "100%", aspectRatio: String(ratio) } : { width: "100%", height: "100%" }
  return (
    <Box
      sx={[
        { ...box, position: "relative", overflow: "hidden", bgcolor: "background.sunken" },
        ...(Array.isArray(sx) ? sx : [sx]),
      ]}
    >
      {failed === fetched ? (
        <Box
          {...(alt
            ? { role: "img", "aria-label": join.pair(alt, t("missing")) }
            : { "aria-hidden": true as const })}
          title={t("missing")}
          sx={{
            position: "absolute",
            inset: 0,
            display: "grid",
            placeItems: "center",
            color: "text.secondary",
          }}
        >
          <BrokenImageOutlined />
        </Box>
      ) : (
        <Box
          component="img"
          key={source}
          src={source}
          alt={alt}
          loading={eager ? "eager" : "lazy"}
          decoding="async"
          draggable={false}
          onError={() => {
            setFailed(fetched)
            onMissing?.()
          }}
          sx={{
            position: "absolute",
            inset: 0,
            width: "100%",
            height: "100%",
            objectFit: fit,
            display: "block",
          }}
        />
      )}
    </Box>
  )
}
