/** A picture of the user's own that shows structure, in place of one made of the item's: chosen, shown, taken away. */
import Close from "@mui/icons-material/Close"
import { Box, Button, IconButton, Stack, Tooltip, Typography } from "@mui/material"
import type { PackView } from "../../native/contract/api/app.ts"
import { useTellProblem } from "../app/attempt.ts"
import { useTranslations } from "../app/translations.ts"
import { client } from "../engine/rpc.ts"
import { useChooseImage } from "../ui/choose-image.tsx"
import { Picture } from "../ui/picture.tsx"
import { useSettingsScope } from "./settings-scope.ts"
import { useSettingsSteps } from "./use-settings-steps.ts"

/** @returns what makes a file's picture show structure: at full strength, where structure was off */
export function useTakeHint(pack: PackView | null): (file: File) => Promise<void> {
  const t = useTranslations("studio.structure")
  const steps = useSettingsSteps()
  const { read } = useSettingsScope()
  const tell = useTellProblem()
  return async file => {
    try {
      const { hash } = await client.studio.keepHint({ file })
      const strength = read().structure ?? pack?.structureScale ?? 0
      steps.take(t("taken", { name: file.name }), {
        structureHint: hash,
        ...(strength === 0 ? { structure: 1 } : undefined),
      })
    } catch (problem) {
      tell(problem)
    }
  }
}

export function StructurePicture({ pack }: { pack: PackView }) {
  const t = useTranslations("studio.structure")
  const { structureHint: hint } = useSettingsScope().settings
  const steps = useSettingsSteps()
  const take = useTakeHint(pack)
  const { choose, input } = useChooseImage(file => void take(file))
  return (
    <Stack direction="row" spacing={1} sx={{ alignItems: "center" }}>
      {hint && (
        <Box sx={{ width: 40, height: 40, borderRadius: 0.5, overflow: "hidden", flexShrink: 0 }}>
          <Picture kind="item" id={hint} alt={t("picture")} edge={160} />
        </Box>
      )}
      <Tooltip title={t("chooseExplain")} describeChild>
        <Button size="small" color="inherit" onClick={choose}>
          {t(hint ? "chooseOther" : "choose")}
        </Button>
      </Tooltip>
      {hint && (
        <Tooltip title={t("remove")}>
          <IconButton
            size="small"
            aria-label={t("remove")}
            onClick={() => steps.take(t("removed"), { structureHint: null })}
          >
            <Close fontSize="small" />
          </IconButton>
        </Tooltip>
      )}
      {hint && (
        <Typography variant="body2" color="textSecondary">
          {t("shows")}
        </Typography>
      )}
      {input}
    </Stack>
  )
}
