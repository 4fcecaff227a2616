/** The frame's shape, and where the item's picture lies in it. */
import OpenWithOutlined from "@mui/icons-material/OpenWithOutlined"
import RestartAltOutlined from "@mui/icons-material/RestartAltOutlined"
import { Button, Collapse, Stack, Typography } from "@mui/material"
import type { PackView } from "../../../native/contract/api/app.ts"
import type { ItemSummary } from "../../../native/contract/api/common.ts"
import { type FrameSize, frameFor, scaleToFit } from "../../../native/contract/frame.ts"
import { channelSizes } from "../../../native/contract/image-set.ts"
import { asItIs, isAsItIs } from "../../../native/contract/place.ts"
import { useTranslations } from "../../app/translations.ts"
import { SettingField } from "../../shared/setting-field.tsx"
import { useDraft } from "../../shared/studio-draft.ts"
import { useSettingsSteps } from "../../shared/use-settings-steps.ts"
import { ChoiceField } from "../../ui/choice-field.tsx"
import { bounded } from "./place-box.ts"

const numbers = ["placeScale", "placeX", "placeY"] as const

export interface PlacePanelProps {
  item: ItemSummary
  pack: PackView | null
  /** Whether the stage shows the picture to be moved. */
  moving: boolean
  onMoving: (moving: boolean) => void
}

export function PlacePanel({ item, pack, moving, onMoving }: PlacePanelProps) {
  const t = useTranslations("studio.place")
  const steps = useSettingsSteps()
  const settings = useDraft(draft => draft.settings)
  const isMoved = !isAsItIs(settings)
  return (
    <Stack component="section" aria-label={t("title")} spacing={1}>
      <Typography variant="body2" sx={{ fontWeight: 500 }}>
        {t("title")}
      </Typography>
      {pack && <FrameChoice item={item} usual={pack.nativeSize} />}
      <SettingField name="protectWhole" pack={pack} />
      <Stack direction="row" spacing={1}>
        <Button
          size="small"
          startIcon={<OpenWithOutlined />}
          aria-pressed={moving}
          onClick={() => onMoving(!moving)}
        >
          {t(moving ? "done" : "move")}
        </Button>
        <Button
          size="small"
          color="inherit"
          startIcon={<RestartAltOutlined />}
          disabled={!isMoved}
          onClick={() => steps.take(t("putBack"), asItIs)}
        >
          {t("putBack")}
        </Button>
      </Stack>
      <Collapse in={moving || isMoved} unmountOnExit>
        <Stack spacing={1}>
          {numbers.map(name => (
            <SettingField key={name} name={name} pack={pack} />
          ))}
        </Stack>
      </Collapse>
    </Stack>
  )
}

/** The pack's own frame, or one in the shape of a channel's size, with the whole picture in it. */
function FrameChoice({ item, usual }: { item: ItemSummary; usual: FrameSize }) {
  const t = useTranslations("studio.place")
  const channel = useTranslations("imageSets.channels")
  const steps = useSettingsSteps()
  const { width, height, placeScale } = useDraft(draft => draft.settings)
  const frames = channelSizes.flatMap(size => {
    const frame = frameFor(size, usual)
    if (!frame) return []
    const place = bounded({ ...asItIs, placeScale: scaleToFit(item, frame, size) })
    return [{ size, frame, place }]
  })
  const isOwn = (width ?? usual.width) === usual.width && (height ?? usual.height) === usual.height
  const alike = frames.filter(({ frame }) => frame.width === width && frame.height === height)
  // Two sizes can have the same frame, in which their picture is of another scale.
  const chosen = alike.find(({ place }) => place.placeScale === placeScale) ?? alike[0]
  const value = isOwn ? "own" : (chosen?.size.name ?? "other")

  function choose(name: string): void {
    const wanted = frames.find(({ size }) => size.name === name)
    if (!wanted) {
      steps.take(t("frame"), { ...asItIs, width: undefined, height: undefined })
      return
    }
    steps.take(t("frame"), { ...wanted.place, ...wanted.frame })
  }

  return (
    <ChoiceField
      label={t("frame")}
      value={value}
      options={[
        ["own", t("own")],
        ...frames
          .filter(({ frame }) => frame.width !== usual.width || frame.height !== usual.height)
          .map(
            ({ size, frame }) =>
              [size.name, t("shape", { name: channel(size.name), ...sides(frame) })] as const,
          ),
        ...(value === "other"
          ? [["other", t("other", sides({ width: width!, height: height! }))] as const]
          : []),
      ]}
      onChange={choose}
    />
  )
}

const sides = ({ width, height }: FrameSize) => ({ width: String(width), height: String(height) })
