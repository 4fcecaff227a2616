/** A field to search with. */
import SearchOutlined from "@mui/icons-material/SearchOutlined"
import { InputAdornment, TextField, type TextFieldProps } from "@mui/material"

export interface SearchFieldProps
  extends Pick<TextFieldProps, "autoFocus" | "fullWidth" | "onKeyDown" | "sx"> {
  /** What is searched; stands in the field while it is empty. */
  label: string
  value: string
  maxLength?: number
  onChange: (search: string) => void
}

export function SearchField({ label, value, maxLength = 200, onChange, ...field }: SearchFieldProps) {
  return (
    <TextField
      type="search"
      placeholder={label}
      value={value}
      onChange={event => onChange(event.target.value)}
      slotProps={{
        htmlInput: { "aria-label": label, maxLength },
        input: {
          startAdornment: (
            <InputAdornment position="start">
              <SearchOutlined />
            </InputAdornment>
          ),
        },
      }}
      {...field}
    />
  )
}
