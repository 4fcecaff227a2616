/** What most people leave as it is, in groups. */
import { Box, Stack, Typography } from "@mui/material"
import { type ReactNode, useId } from "react"
import { useTranslations } from "../app/translations.ts"
import { Folded } from "../ui/folded.tsx"
import { fieldGrid } from "./form-row.tsx"

export interface AdvancedGroup {
  name: string
  title: string
  fields: ReactNode
}

export function Advanced({ groups }: { groups: readonly AdvancedGroup[] }) {
  const t = useTranslations("training")
  const id = useId()
  return (
    <Folded label={t("advanced")}>
      <Stack spacing={3} sx={{ pt: 1.5 }}>
        {groups.map(({ name, title, fields }) => (
          <Box key={name} component="section" aria-labelledby={`${id}-${name}`}>
            <Typography id={`${id}-${name}`} variant="h3" sx={{ mb: 1.5 }}>
              {title}
            </Typography>
            <Box sx={fieldGrid}>{fields}</Box>
          </Box>
        ))}
      </Stack>
    </Folded>
  )
}
