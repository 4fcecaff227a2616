/** Renders what is set, or cancels the render that runs. */
import AutoAwesomeOutlined from "@mui/icons-material/AutoAwesomeOutlined"
import { Button } from "@mui/material"
import type { DrawRequest } from "../../native/contract/draw.ts"
import { maxSeed } from "../../native/contract/setting-values.ts"
import { menuCommands } from "../../native/contract/shell.ts"
import type { Command } from "../app/commands.ts"
import { useTranslations } from "../app/translations.ts"
import { draft, setDraft } from "../shared/studio-draft.ts"
import { MainButton } from "../ui/main-button.tsx"
import { cancelRendering, startRendering } from "./use-rendering.ts"
import type { Workbench } from "./use-workbench.ts"

export function useRenderCommand({ ready, rendering, request }: Workbench): Command {
  const t = useTranslations("studio")
  return {
    name: t("render"),
    icon: <AutoAwesomeOutlined />,
    keys: [menuCommands.render],
    menu: "render",
    disabled: !ready || rendering.runs,
    run: () => void render(request),
  }
}

/** Its first image is shown if nothing else was chosen meanwhile; the next render then draws new variants. */
async function render(request: DrawRequest): Promise<void> {
  const { settings } = draft()
  const done = await startRendering(request, id => {
    const now = draft()
    if (now.item?.id === request.item && now.persona?.id === request.persona && now.settings === settings)
      setDraft({ shown: { kind: "render", id } })
  })
  const { settings: next, seedLocked } = draft()
  // Unless the seed is to stay or was changed meanwhile.
  if (done && !seedLocked && next.seed === settings.seed)
    setDraft({
      settings: { ...next, seed: (settings.seed + settings.count) % (maxSeed + 1) },
      quality: "quick",
    })
}

export function RenderButton({ command, running }: { command: Command; running: boolean }) {
  const t = useTranslations("studio")
  if (running)
    return (
      <Button variant="outlined" onClick={() => void cancelRendering()} sx={{ minWidth: 92 }}>
        {t("cancel")}
      </Button>
    )
  return <MainButton command={command} />
}
