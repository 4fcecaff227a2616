/** A field that adds a tag on Enter. */
import { TextField } from "@mui/material"
import { useState } from "react"

export function AddTag({ label, onAdd }: { label: string; onAdd: (tag: string) => void }) {
  const [tag, setTag] = useState("")
  return (
    <TextField
      label={label}
      value={tag}
      fullWidth
      slotProps={{ htmlInput: { maxLength: 200 } }}
      onChange={event => setTag(event.target.value)}
      onKeyDown={event => {
        if (event.key !== "Enter" || tag.trim() === "") return
        onAdd(tag.trim().toLowerCase())
        setTag("")
      }}
    />
  )
}
