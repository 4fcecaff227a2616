/** A field for a tag: one that the catalog knows is offered while one types, any other is taken on Enter. */
import { Autocomplete, TextField } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { orpc } from "../engine/rpc.ts"

/** Tags that are offered at once. */
const mostOffers = 50

export interface AddTagProps {
  label: string
  /** Offers the tags of this scenario alone. */
  scenario?: string
  /** Not offered: they are there already. */
  known?: readonly string[]
  /** Takes it trimmed and in lower case, as tags are kept. */
  onAdd: (tag: string) => void
}

export function AddTag({ label, scenario, known = [], onAdd }: AddTagProps) {
  const [typed, setTyped] = useState("")
  const { data: counted = [] } = useQuery(
    orpc.items.tagCounts.queryOptions({ input: scenario ? { scenario } : {} }),
  )
  const offers = counted.map(({ tag }) => tag).filter(tag => !known.includes(tag))
  return (
    <Autocomplete
      freeSolo
      fullWidth
      size="small"
      value={null}
      inputValue={typed}
      options={offers}
      filterOptions={(options, { inputValue }) => {
        const part = inputValue.trim().toLowerCase()
        return options.filter(tag => tag.includes(part)).slice(0, mostOffers)
      }}
      onInputChange={(_event, value, reason) => {
        if (reason !== "reset") setTyped(value)
      }}
      onChange={(_event, value) => {
        const tag = value?.trim().toLowerCase()
        if (tag) onAdd(tag)
        setTyped("")
      }}
      renderInput={params => (
        <TextField
          {...params}
          placeholder={label}
          slotProps={{
            ...params.slotProps,
            htmlInput: { ...params.slotProps.htmlInput, "aria-label": label, maxLength: 200 },
          }}
        />
      )}
    />
  )
}
