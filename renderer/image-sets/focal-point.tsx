/** Where crops stay: a point on a picture, by pointer or by arrow keys. */
import { Box } from "@mui/material"
import { useTranslations } from "../app/translations.ts"
import { Picture } from "../ui/picture.tsx"

interface Point {
  x: number
  y: number
}

const step = 0.05
const arrows: Record<string, Point> = {
  ArrowLeft: { x: -step, y: 0 },
  ArrowRight: { x: step, y: 0 },
  ArrowUp: { x: 0, y: -step },
  ArrowDown: { x: 0, y: step },
}

const within = (value: number): number => Math.min(1, Math.max(0, Math.round(value * 100) / 100))

export interface FocalPointProps {
  item: { id: string; image: string } | undefined
  focus: Point
  onChange: (focus: Point) => void
}

export function FocalPoint({ item, focus, onChange }: FocalPointProps) {
  const t = useTranslations("imageSets")
  const percent = (value: number) => Math.round(100 * value)
  return (
    <Box
      role="slider"
      aria-label={t("focus")}
      aria-valuenow={percent(focus.x)}
      aria-valuetext={t("focusAt", { x: percent(focus.x), y: percent(focus.y) })}
      tabIndex={0}
      onPointerDown={event => {
        const area = event.currentTarget.getBoundingClientRect()
        onChange({
          x: within((event.clientX - area.left) / area.width),
          y: within((event.clientY - area.top) / area.height),
        })
      }}
      onKeyDown={event => {
        const way = arrows[event.key]
        if (!way) return
        event.preventDefault()
        onChange({ x: within(focus.x + way.x), y: within(focus.y + way.y) })
      }}
      sx={{
        position: "relative",
        width: 128,
        height: 128,
        borderRadius: 1,
        overflow: "hidden",
        cursor: "crosshair",
      }}
    >
      {item ? (
        <Picture kind="item" id={item.id} version={item.image} alt="" edge={320} />
      ) : (
        <Box sx={{ width: "100%", height: "100%", bgcolor: "background.sunken" }} />
      )}
      <Box
        aria-hidden
        sx={{
          position: "absolute",
          width: 18,
          height: 18,
          border: "2px solid #fff",
          borderRadius: "50%",
          boxShadow: "0 0 0 1.5px rgba(0,0,0,.6)",
          transform: "translate(-50%, -50%)",
          pointerEvents: "none",
        }}
        style={{ left: `${100 * focus.x}%`, top: `${100 * focus.y}%` }}
      />
    </Box>
  )
}
