/** One render on the light table. */
import { Box, Stack, Typography } from "@mui/material"
import type { RenderView } from "../../native/contract/api/renders.ts"
import type { Command } from "../app/commands.ts"
import { useTranslations } from "../app/translations.ts"
import { CommandButton } from "../ui/command-button.tsx"
import { Picture } from "../ui/picture.tsx"

export interface RenderCardProps {
  render: RenderView
  /** Its place on the light table. */
  index: number
  /** Whether it takes the focus. */
  current: boolean
  /** Chosen to be compared. */
  marked: boolean
  commands: readonly Command[]
  onLook: () => void
}

export function RenderCard({ render, index, current, marked, commands, onLook }: RenderCardProps) {
  const t = useTranslations("history")
  const v = useTranslations("studio.variants")
  const tabIndex = current ? 0 : -1
  return (
    <>
      <Box
        component="button"
        type="button"
        data-index={index}
        tabIndex={tabIndex}
        aria-label={t("renderOf", {
          item: render.itemTitle,
          persona: render.personaName,
          verdict: v(render.verdict),
        })}
        onClick={onLook}
        sx={{
          display: "block",
          width: "100%",
          p: 0,
          border: 0,
          borderRadius: 1,
          overflow: "hidden",
          cursor: "pointer",
          bgcolor: "transparent",
          outlineOffset: 2,
          boxShadow: marked ? "0 0 0 3px var(--mui-palette-primary-main)" : "none",
          opacity: render.verdict === "rejected" ? 0.45 : 1,
        }}
      >
        <Picture kind="render" id={render.id} alt="" edge={320} ratio={1} />
      </Box>
      <Stack direction="row" sx={{ height: 26, mt: 0.25, alignItems: "center" }}>
        {commands.map(command => (
          <CommandButton key={command.name} command={command} tellsKey tabIndex={tabIndex} sx={small} />
        ))}
      </Stack>
      <Typography variant="caption" color="textSecondary" noWrap component="div" title={render.itemTitle}>
        {render.itemTitle} · {render.personaName}
      </Typography>
    </>
  )
}

const small = { p: 0.25, minWidth: 24, minHeight: 24 } as const
