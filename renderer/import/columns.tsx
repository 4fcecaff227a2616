/** Which column of the file holds what, with values to recognise them by. */
import { Box, MenuItem, TextField, Typography } from "@mui/material"
import type { Mapping } from "../../native/contract/import.ts"
import { useTranslations } from "../app/translations.ts"

const fields = ["id", "title", "description", "image", "tags"] as const
type Field = (typeof fields)[number]
const needed: ReadonlySet<Field> = new Set(["id", "title"])
const shownSamples = 3

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
        const chosen = chosenOf(mapping, field)
        const samples = columns.filter(({ name }) => chosen.includes(name)).flatMap(({ samples }) => samples)
        const missing = needed.has(field) && samples.length === 0 && chosen.length === 0
        const several = Array.isArray(mapping[field])
        return [
          <TextField
            key={field}
            select
            label={t(`fields.${field}`)}
            value={several ? chosen : (chosen[0] ?? "")}
            error={missing}
            helperText={missing ? t("neededField") : field === "image" ? t("severalColumns") : " "}
            onChange={event => onChange(withChosen(mapping, field, event.target.value))}
            slotProps={{ select: { displayEmpty: true, multiple: several }, inputLabel: { shrink: true } }}
          >
            {!several && <MenuItem value="">{t("noColumn")}</MenuItem>}
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
            {samples.slice(0, shownSamples).join(" · ")}
          </Typography>,
        ]
      })}
      <Typography variant="body2" color="textSecondary" sx={{ gridColumn: "1 / -1" }}>
        {t("keptColumns")}
      </Typography>
    </Box>
  )
}

function chosenOf(mapping: Mapping, field: Field): string[] {
  const value = mapping[field]
  return Array.isArray(value) ? value : value === null ? [] : [value]
}

/** Lists keep the order of the choice: the first picture column comes first. */
function withChosen(mapping: Mapping, field: Field, value: unknown): Mapping {
  if (field === "image" || field === "tags")
    return { ...mapping, [field]: ([] as string[]).concat(value as string[]) }
  return { ...mapping, [field]: value === "" ? null : String(value) }
}
