/** Chooses the items of one scenario, or all; a scenario without items can't be chosen. */
import { MenuItem, TextField } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { orpc } from "../engine/rpc.ts"
import { useScenarioName } from "./scenario-name.ts"

export interface ScenarioFieldProps {
  label: string
  /** Name of the choice of all. */
  all: string
  /** Id of a scenario; null for all. */
  value: string | null
  onChange: (scenario: string | null) => void
  helperText?: string
}

export function ScenarioField({ label, all, value, onChange, helperText }: ScenarioFieldProps) {
  const scenarioName = useScenarioName()
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  return (
    <TextField
      select
      label={label}
      value={value ?? ""}
      helperText={helperText}
      onChange={event => onChange(event.target.value || null)}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
    >
      <MenuItem value="">{all}</MenuItem>
      {status?.scenarios.map(({ id, items }) => (
        <MenuItem key={id} value={id} disabled={items === 0}>
          {scenarioName(id)}
        </MenuItem>
      ))}
    </TextField>
  )
}
