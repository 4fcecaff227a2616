/** Which column of the file holds what, with values to recognise them by. */
import { Box, MenuItem, TextField, Typography } from "@mui/material"
import { useTranslations } from "use-intl"
import type { Mapping } from "../../native/contract/import.ts"

const fields = ["id", "title", "description", "image", "tags"] as const
const needed: ReadonlySet<string> = new Set(["id", "title"])

export interface ColumnsProps {
  columns: readonly { name: string; samples: readonly string[] }[]
  mapping: Mapping
  onChange: (mapping: Mapping) => void
}

export function Columns({ columns, mapping, onChange }: ColumnsProps) {
  const t = useTranslations("import")
  return (
    <Box
      sx={{ display: "grid", gridTemplateColumns: "260px 1fr", gap: 2, alignItems: "center", width: "100%" }}
    >
      {fields.map(field => {
        const column = columns.find(({ name }) => name === mapping[field])
        const missing = needed.has(field) && !column
        return [
          <TextField
            key={field}
            select
            label={t(`fields.${field}`)}
            value={mapping[field] ?? ""}
            error={missing}
            helperText={missing ? t("neededField") : " "}
            onChange={event => onChange({ ...mapping, [field]: event.target.value || null })}
            slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
          >
            <MenuItem value="">{t("noColumn")}</MenuItem>
            {columns.map(({ name }) => (
              <MenuItem key={name} value={name}>
                {name}
              </MenuItem>
            ))}
          </TextField>,
          <Typography
            key={`${field}-samples`}
            variant="body2"
            color="textSecondary"
            noWrap
            sx={{ minWidth: 0, mb: 2.5 }}
          >
            {column ? column.samples.join(" · ") : ""}
          </Typography>,
        ]
      })}
    </Box>
  )
}
