/** The sizes that channels want, as switches, and whether each is cropped or padded. */
import { Checkbox, FormControlLabel, Stack, ToggleButton, ToggleButtonGroup } from "@mui/material"
import { channelSizes } from "../../native/contract/image-set.ts"
import { useTranslations } from "../app/translations.ts"
import { changeDraft, useImageSetDraft } from "../shared/image-set-draft.ts"

export function Sizes() {
  const t = useTranslations("imageSets")
  const sizes = useImageSetDraft(draft => draft.sizes)
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
                <ToggleButton value="crop" sx={{ py: 0.25 }}>
                  {t("crop")}
                </ToggleButton>
                <ToggleButton value="pad" sx={{ py: 0.25 }}>
                  {t("pad")}
                </ToggleButton>
              </ToggleButtonGroup>
            )}
          </Stack>
        )
      })}
    </Stack>
  )
}
