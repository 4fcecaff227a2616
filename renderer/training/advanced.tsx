/** What most people leave as it is, folded away. */
import ExpandMore from "@mui/icons-material/ExpandMore"
import { Box, Button, Collapse, Stack, Typography } from "@mui/material"
import { type ReactNode, useId, useState } from "react"
import { useTranslations } from "../app/translations.ts"
import { fieldGrid } from "./form-row.tsx"

export interface AdvancedGroup {
  name: string
  title: string
  fields: ReactNode
}

export function Advanced({ groups }: { groups: readonly AdvancedGroup[] }) {
  const t = useTranslations("training")
  const [open, setOpen] = useState(false)
  const panel = useId()
  return (
    <Box>
      <Button
        onClick={() => setOpen(!open)}
        aria-expanded={open}
        aria-controls={panel}
        color="inherit"
        endIcon={<ExpandMore sx={{ transform: open ? "rotate(180deg)" : "none" }} />}
      >
        {t("advanced")}
      </Button>
      <Collapse in={open} id={panel} unmountOnExit>
        <Stack spacing={3} sx={{ pt: 1.5 }}>
          {groups.map(({ name, title, fields }) => (
            <Box key={name} component="section" aria-labelledby={`${panel}-${name}`}>
              <Typography id={`${panel}-${name}`} variant="h3" sx={{ mb: 1.5 }}>
                {title}
              </Typography>
              <Box sx={fieldGrid}>{fields}</Box>
            </Box>
          ))}
        </Stack>
      </Collapse>
    </Box>
  )
}
