/** The sizes that channels want, as switches, whether each is cropped, padded or extended, and the layout over it. */
import {
  Checkbox,
  FormControlLabel,
  MenuItem,
  Stack,
  TextField,
  ToggleButton,
  ToggleButtonGroup,
  Typography,
} from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { type ChannelSize, channelFits, channelSizes } from "../../native/contract/image-set.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { changeDraft, useImageSetDraft } from "../shared/image-set-draft.ts"
import { useLayoutName } from "../shared/layout-name.ts"

export function Sizes() {
  const t = useTranslations("imageSets")
  const sizes = useImageSetDraft(draft => draft.sizes)
  const layouts = useQuery(orpc.layouts.list.queryOptions()).data ?? []
  return (
    <Stack spacing={0.5}>
      {channelSizes.map(preset => {
        const chosen = sizes.find(({ name }) => name === preset.name)
        return (
          <Stack key={preset.name} direction="row" spacing={1} sx={{ alignItems: "center", minHeight: 36 }}>
            <FormControlLabel
              control={
                <Checkbox
                  size="small"
                  checked={chosen !== undefined}
                  onChange={(_event, checked) =>
                    changeDraft({
                      sizes: checked
                        ? [...sizes, { ...preset }]
                        : sizes.filter(({ name }) => name !== preset.name),
                    })
                  }
                />
              }
              label={t("size", {
                name: t(`channels.${preset.name}`),
                width: String(preset.width),
                height: String(preset.height),
              })}
              slotProps={{ typography: { variant: "body2" } }}
              sx={{ width: 260 }}
            />
            {chosen && (
              <ToggleButtonGroup
                exclusive
                size="small"
                value={chosen.fit}
                aria-label={t("fitOf", { name: t(`channels.${preset.name}`) })}
                onChange={(_event, fit) =>
                  fit &&
                  changeDraft({
                    sizes: sizes.map(size => (size.name === preset.name ? { ...size, fit } : size)),
                  })
                }
              >
                {channelFits.map(fit => (
                  <ToggleButton key={fit} value={fit} sx={{ py: 0.25 }}>
                    {t(fit)}
                  </ToggleButton>
                ))}
              </ToggleButtonGroup>
            )}
            {chosen && (
              <LayoutChoice
                label={t("layoutOf", { name: t(`channels.${preset.name}`) })}
                value={chosen.layout}
                // One that was removed meanwhile stays in sight: the estimate says what is wrong.
                names={[
                  ...new Set([...layouts.map(({ name }) => name), ...(chosen.layout ? [chosen.layout] : [])]),
                ]}
                onChange={layout =>
                  changeDraft({
                    sizes: sizes.map(size => (size.name === preset.name ? withLayout(size, layout) : size)),
                  })
                }
              />
            )}
          </Stack>
        )
      })}
      {sizes.some(({ fit }) => fit === "extend") && (
        <Typography variant="caption" color="textSecondary">
          {t("extendNote")}
        </Typography>
      )}
    </Stack>
  )
}

/** A size without a layout holds none, so that it is the same set as before there were layouts. */
function withLayout({ layout: _, ...size }: ChannelSize, layout: string): ChannelSize {
  return layout === "" ? size : { ...size, layout }
}

interface LayoutChoiceProps {
  label: string
  value: string | undefined
  names: readonly string[]
  onChange: (layout: string) => void
}

function LayoutChoice({ label, value = "", names, onChange }: LayoutChoiceProps) {
  const t = useTranslations("imageSets")
  const nameOf = useLayoutName()
  return (
    <TextField
      select
      size="small"
      variant="standard"
      value={value}
      onChange={event => onChange(event.target.value)}
      sx={{ width: 160 }}
      slotProps={{
        select: { displayEmpty: true, "aria-label": label, SelectDisplayProps: { "aria-label": label } },
      }}
    >
      <MenuItem value="">{t("noLayout")}</MenuItem>
      {names.map(name => (
        <MenuItem key={name} value={name}>
          {nameOf(name)}
        </MenuItem>
      ))}
    </TextField>
  )
}
