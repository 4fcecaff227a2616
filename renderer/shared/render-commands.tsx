/** What can be done with a render, as commands: the studio's strip and the history offer the same. */
import CheckCircleOutlined from "@mui/icons-material/CheckCircleOutlined"
import CompareOutlined from "@mui/icons-material/CompareOutlined"
import DeleteOutlined from "@mui/icons-material/DeleteOutlined"
import HighlightOffOutlined from "@mui/icons-material/HighlightOffOutlined"
import PhotoSizeSelectLargeOutlined from "@mui/icons-material/PhotoSizeSelectLargeOutlined"
import SettingsBackupRestoreOutlined from "@mui/icons-material/SettingsBackupRestoreOutlined"
import Star from "@mui/icons-material/Star"
import StarBorderOutlined from "@mui/icons-material/StarBorderOutlined"
import type { RenderView } from "../../native/contract/api/renders.ts"
import type { Command } from "../app/commands.ts"
import { useTranslations } from "../app/translations.ts"
import { useRenderSteps } from "./use-render-steps.ts"

/** What each place does in its own way. */
export interface RenderActs {
  compareName: string
  isCompared: (render: RenderView) => boolean
  compare: (render: RenderView) => void
  restore: (render: RenderView) => void
  upscale: (render: RenderView) => void
  /** Before a render is deleted. */
  onRemove?: (render: RenderView) => void
}

/**
 * The commands for one render; they are disabled where there is none.
 *
 * @example const commandsFor = useRenderCommands({ … }); commandsFor(render).map(command => <CommandButton … />)
 */
export function useRenderCommands(acts: RenderActs): (render: RenderView | undefined) => readonly Command[] {
  const t = useTranslations("studio.variants")
  const steps = useRenderSteps()
  const remove = (render: RenderView) => {
    acts.onRemove?.(render)
    steps.remove(render)
  }
  return render => {
    const on = (act: (render: RenderView) => void) => ({
      run: () => render && act(render),
      disabled: render === undefined,
    })
    const starred = render?.starred ?? false
    return [
      {
        name: t("star"),
        icon: starred ? <Star /> : <StarBorderOutlined />,
        keys: ["s"],
        pressed: starred,
        ...on(steps.star),
      },
      {
        name: t("approve"),
        icon: <CheckCircleOutlined />,
        keys: ["a"],
        pressed: render?.verdict === "approved",
        ...on(steps.approve),
      },
      {
        name: t("reject"),
        icon: <HighlightOffOutlined />,
        keys: ["r"],
        pressed: render?.verdict === "rejected",
        ...on(steps.reject),
      },
      {
        name: acts.compareName,
        icon: <CompareOutlined />,
        keys: ["c"],
        pressed: render !== undefined && acts.isCompared(render),
        ...on(acts.compare),
      },
      {
        name: t("upscale"),
        icon: <PhotoSizeSelectLargeOutlined />,
        run: () => render && acts.upscale(render),
        disabled: render === undefined || render.recipe.upscaler !== undefined,
      },
      { name: t("restore"), icon: <SettingsBackupRestoreOutlined />, ...on(acts.restore) },
      { name: t("delete"), icon: <DeleteOutlined />, keys: ["Delete"], ...on(remove) },
    ]
  }
}
