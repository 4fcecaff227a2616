/** How the set's files are called and written. */
import {
  Box,
  Checkbox,
  FormControlLabel,
  Slider,
  Stack,
  TextField,
  ToggleButton,
  ToggleButtonGroup,
  Typography,
} from "@mui/material"
import { formats } from "../../native/contract/image-set.ts"
import { useJoin } from "../app/join.ts"
import { useTranslations } from "../app/translations.ts"
import { changeDraft, useImageSetDraft } from "../shared/image-set-draft.ts"
import { ProblemLine } from "../ui/states.tsx"
import { Part } from "./part.tsx"

export interface FilesProps {
  /** What the first files would be called. */
  names: readonly string[]
  /** Names that two files would have. */
  collisions: readonly string[]
  /** Why names can't be told; null when they can. */
  problem: unknown
}

export function Files({ names, collisions, problem }: FilesProps) {
  const t = useTranslations("imageSets")
  const join = useJoin()
  const draft = useImageSetDraft()
  return (
    <Part title={t("files")} note="">
      <TextField
        fullWidth
        label={t("template")}
        value={draft.template}
        error={problem !== null || collisions.length > 0}
        onChange={event => changeDraft({ template: event.target.value })}
        helperText={
          collisions.length > 0 ? t("collisions", { names: join.list(collisions.slice(0, 3)) }) : t("tokens")
        }
        slotProps={{ htmlInput: { maxLength: 300, spellCheck: false } }}
      />
      {problem !== null && <ProblemLine problem={problem} />}
      <Box component="ul" aria-label={t("examples")} sx={{ m: 0, mt: 1, pl: 2.5, minHeight: 84 }}>
        {names.map(name => (
          <Typography
            key={name}
            component="li"
            variant="body2"
            color="textSecondary"
            sx={{ overflowWrap: "anywhere" }}
          >
            {name}
          </Typography>
        ))}
      </Box>
      <Stack direction="row" spacing={2} sx={{ alignItems: "center", mt: 1 }}>
        <ToggleButtonGroup
          exclusive
          size="small"
          value={draft.format}
          aria-label={t("format")}
          onChange={(_event, next) => next && changeDraft({ format: next })}
        >
          {formats.map(format => (
            <ToggleButton key={format} value={format}>
              {format.toUpperCase()}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <Box sx={{ width: 220, visibility: draft.format === "png" ? "hidden" : "visible" }}>
          <Typography variant="caption" color="textSecondary" aria-hidden>
            {t("qualityOf", { quality: draft.quality })}
          </Typography>
          <Slider
            size="small"
            min={1}
            max={100}
            value={draft.quality}
            aria-label={t("quality")}
            onChange={(_event, next) => changeDraft({ quality: next as number })}
          />
        </Box>
      </Stack>
      <Stack sx={{ mt: 1 }}>
        <FormControlLabel
          control={
            <Checkbox
              size="small"
              checked={draft.copy === "working"}
              onChange={(_event, checked) => changeDraft({ copy: checked ? "working" : "public" })}
            />
          }
          label={t("withRecipe")}
          slotProps={{ typography: { variant: "body2" } }}
        />
        <FormControlLabel
          control={
            <Checkbox
              size="small"
              checked={draft.contactSheet}
              onChange={(_event, checked) => changeDraft({ contactSheet: checked })}
            />
          }
          label={t("contactSheet")}
          slotProps={{ typography: { variant: "body2" } }}
        />
      </Stack>
    </Part>
  )
}
