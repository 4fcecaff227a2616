/** Chooses the weights to draw with or to start from: the pack's own, or an adapter of the workspace. */
import { Box, MenuItem, TextField, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useProblemText } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"

/** What a list of choices can't hold: null. */
const packsOwn = ""

export interface AdapterFieldProps {
  label?: string
  /** Id of an adapter; null for the pack's own. */
  value: string | null
  onChange: (adapter: string | null, name: string) => void
  helperText?: string
  disabled?: boolean
}

export function AdapterField({ label, value, onChange, helperText, disabled = false }: AdapterFieldProps) {
  const t = useTranslations("training.picker")
  const textOf = useProblemText()
  const query = useQuery(orpc.adapters.list.queryOptions())
  const adapters = query.data ?? []
  const missing = value !== null && !adapters.some(({ id }) => id === value)
  const chosen = adapters.find(({ id }) => id === value)
  return (
    <TextField
      select
      fullWidth
      label={label ?? t("label")}
      value={value ?? packsOwn}
      disabled={disabled}
      error={chosen?.problem != null || (missing && query.isSuccess)}
      helperText={chosen?.problem ? textOf(chosen.problem).message : helperText}
      onChange={event => {
        const { value } = event.target
        const name = adapters.find(({ id }) => id === value)?.name
        onChange(value === packsOwn ? null : value, name ?? t("packsOwn"))
      }}
      slotProps={{
        select: {
          displayEmpty: true,
          renderValue: id =>
            id === packsOwn
              ? t("packsOwn")
              : (adapters.find(adapter => adapter.id === id)?.name ??
                t(query.isPending ? "read" : "missing")),
        },
        inputLabel: { shrink: true },
      }}
    >
      <MenuItem value={packsOwn}>{t("packsOwn")}</MenuItem>
      {adapters.map(({ id, name, problem }) => (
        <MenuItem key={id} value={id} disabled={problem !== null} sx={{ opacity: "1 !important" }}>
          <Box sx={{ minWidth: 0, color: problem ? "text.secondary" : "text.primary" }}>
            <Typography variant="body1" noWrap>
              {name}
            </Typography>
            {problem && (
              <Typography
                variant="caption"
                component="div"
                sx={{ whiteSpace: "normal", maxWidth: 320, color: "text.secondary" }}
              >
                {textOf(problem).message}
              </Typography>
            )}
          </Box>
        </MenuItem>
      ))}
      {missing && (
        <MenuItem value={value} disabled>
          {t(query.isPending ? "read" : "missing")}
        </MenuItem>
      )}
    </TextField>
  )
}
