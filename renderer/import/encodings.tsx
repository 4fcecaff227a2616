/** How the text files of a folder were saved: what was found, lines to judge it by, and another choice. */
import { Alert, Box, MenuItem, Stack, TextField, Typography } from "@mui/material"
import type { TextFile } from "../../native/contract/api/catalog.ts"
import { type Encoding, type EncodingChoice, encodings } from "../../native/contract/encoding.ts"
import { useTranslations } from "../app/translations.ts"

export interface EncodingsProps {
  texts: readonly TextFile[]
  chosen: EncodingChoice
  onChange: (chosen: EncodingChoice) => void
}

/** Files of plain ASCII or UTF-8 need no question. */
const isOfInterest = ({ encoding, sure, marked }: TextFile, chosen: EncodingChoice, name: string): boolean =>
  !marked && (!sure || encoding !== "utf-8" || name in chosen)

export function Encodings({ texts, chosen, onChange }: EncodingsProps) {
  const t = useTranslations("import")
  const shown = texts.filter(text => isOfInterest(text, chosen, text.name))
  return shown.map(({ name, encoding, sure, likely, lines }) => (
    <Stack key={name} spacing={1} sx={{ width: "100%", maxWidth: 640 }}>
      {!sure && <Alert severity="warning">{t("encodingAsk")}</Alert>}
      <Stack direction="row" spacing={2} sx={{ alignItems: "flex-start" }}>
        <TextField
          select
          label={t("encodingOf", { file: name })}
          value={sure ? encoding : ""}
          onChange={event => onChange({ ...chosen, [name]: event.target.value as Encoding })}
          slotProps={{
            select: {
              displayEmpty: true,
              renderValue: value => (value === "" ? t("encodingUnsure", { encoding }) : String(value)),
            },
            inputLabel: { shrink: true },
          }}
          sx={{ width: 260 }}
        >
          {[...new Set([...likely, ...encodings])].map(name => (
            <MenuItem key={name} value={name}>
              {name}
            </MenuItem>
          ))}
        </TextField>
        <Box sx={{ minWidth: 0, flex: 1 }}>
          <Typography variant="caption" color="textSecondary">
            {t("encodingSure")}
          </Typography>
          {lines.map((line, at) => (
            // Lines may be alike.
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes its order
            <Typography key={at} variant="body2" noWrap>
              {line}
            </Typography>
          ))}
        </Box>
      </Stack>
    </Stack>
  ))
}
