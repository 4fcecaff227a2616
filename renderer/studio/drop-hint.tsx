/** Lies over the pictures while a file is held over the window. */
import { Box, Typography } from "@mui/material"
import { useTranslations } from "../app/translations.ts"

export function DropHint({ withStructure }: { withStructure: boolean }) {
  const t = useTranslations("studio.drop")
  return (
    <Box
      sx={{
        position: "absolute",
        inset: 12,
        zIndex: 2,
        display: "grid",
        placeItems: "center",
        borderRadius: 2,
        border: "2px dashed",
        borderColor: "primary.main",
        bgcolor: "background.paper",
        opacity: 0.94,
        pointerEvents: "none",
      }}
    >
      <Typography variant="h2" component="p">
        {t(withStructure ? "hintOrStructure" : "hint")}
      </Typography>
    </Box>
  )
}
