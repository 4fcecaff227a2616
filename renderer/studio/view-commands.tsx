/** The ways to compare pictures, as commands: a button and a key each. */
import CompareOutlined from "@mui/icons-material/CompareOutlined"
import ContrastOutlined from "@mui/icons-material/ContrastOutlined"
import GridOnOutlined from "@mui/icons-material/GridOnOutlined"
import TouchAppOutlined from "@mui/icons-material/TouchAppOutlined"
import VerticalSplitOutlined from "@mui/icons-material/VerticalSplitOutlined"
import type { ReactNode } from "react"
import type { Command } from "../app/commands.ts"
import { useTranslations } from "../app/translations.ts"
import { setDraft, useDraft, type View, views } from "../shared/studio-draft.ts"

const icons: Record<View, ReactNode> = {
  slider: <CompareOutlined />,
  side: <VerticalSplitOutlined />,
  hover: <TouchAppOutlined />,
  difference: <ContrastOutlined />,
  sweep: <GridOnOutlined />,
}

/** In the order of `views`; their keys count from 1. */
export function useViewCommands(): readonly Command[] {
  const t = useTranslations("studio.views")
  const shown = useDraft(draft => draft.view)
  return views.map((view, index) => ({
    name: t(view),
    icon: icons[view],
    keys: [String(index + 1)],
    pressed: view === shown,
    run: () => setDraft({ view }),
  }))
}
