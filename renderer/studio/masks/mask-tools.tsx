/** The tools of the mask editor and what they do, as commands: a button and a key each. */
import AddCircleOutlineOutlined from "@mui/icons-material/AddCircleOutlineOutlined"
import AutoFixNormalOutlined from "@mui/icons-material/AutoFixNormalOutlined"
import BlurOnOutlined from "@mui/icons-material/BlurOnOutlined"
import BrushOutlined from "@mui/icons-material/BrushOutlined"
import CropSquareOutlined from "@mui/icons-material/CropSquareOutlined"
import InvertColorsOutlined from "@mui/icons-material/InvertColorsOutlined"
import PersonSearchOutlined from "@mui/icons-material/PersonSearchOutlined"
import RedoOutlined from "@mui/icons-material/RedoOutlined"
import RemoveCircleOutlineOutlined from "@mui/icons-material/RemoveCircleOutlineOutlined"
import UndoOutlined from "@mui/icons-material/UndoOutlined"
import { Alert, Button, Stack } from "@mui/material"
import { type ReactNode, useState } from "react"
import type { ItemSummary } from "../../../native/contract/api/common.ts"
import type { Note } from "../../../native/contract/note.ts"
import { useTellProblem } from "../../app/attempt.ts"
import type { Command } from "../../app/commands.ts"
import { useJoin } from "../../app/join.ts"
import { useSay } from "../../app/problem-text.ts"
import { useTranslations } from "../../app/translations.ts"
import { client } from "../../engine/rpc.ts"
import { CommandButton } from "../../ui/command-button.tsx"
import { LabeledSlider } from "../../ui/labeled-slider.tsx"
import { whole, type Zoom, zoomed } from "../zoom.ts"
import { type Tool, tools } from "./mask-canvas.tsx"
import { feathered, grown, inverted, maskOf } from "./mask-pixels.ts"
import type { MaskDrawing } from "./use-mask-drawing.ts"

const icons: Record<Tool, ReactNode> = {
  brush: <BrushOutlined />,
  eraser: <AutoFixNormalOutlined />,
  rectangle: <CropSquareOutlined />,
}
const toolKeys: Record<Tool, string> = { brush: "b", eraser: "e", rectangle: "r" }

interface Asked {
  item: ItemSummary
  drawing: MaskDrawing
  tool: Tool
  setTool: (tool: Tool) => void
  size: number
  setSize: (size: number) => void
  /** By how many pixels a mask is grown and feathered. */
  by: number
  setZoom: (change: (zoom: Zoom) => Zoom) => void
}

export interface MaskCommands {
  tools: readonly Command[]
  steps: readonly Command[]
  changes: readonly Command[]
  subject: Command
  /** Why the subject that was found should be looked at. */
  doubts: readonly Note[]
  /** Also those without a button. */
  all: readonly Command[]
}

const largest = (item: ItemSummary) => Math.max(8, Math.round(Math.max(item.width, item.height) / 2))

export function useMaskCommands(asked: Asked): MaskCommands {
  const { item, drawing, tool, setTool, size, setSize, by, setZoom } = asked
  const t = useTranslations("studio.masks")
  const tell = useTellProblem()
  const [finding, setFinding] = useState(false)
  const [doubts, setDoubts] = useState<readonly Note[]>([])

  async function findSubject(): Promise<void> {
    // Its button stays enabled: a button that is switched off loses the focus, and with it all keys.
    if (finding) return
    setFinding(true)
    try {
      const { picture, doubts } = await client.masks.subject({ item: item.id })
      const found = await maskOf(picture, item.width, item.height)
      drawing.replace(() => found)
      setDoubts(doubts)
    } catch (problem) {
      tell(problem)
    } finally {
      setFinding(false)
    }
  }

  const toolCommands = tools.map(
    (name): Command => ({
      name: t(`tool.${name}`),
      icon: icons[name],
      keys: [toolKeys[name]],
      pressed: name === tool,
      run: () => setTool(name),
    }),
  )
  const steps: Command[] = [
    {
      name: t("undo"),
      icon: <UndoOutlined />,
      keys: ["Mod+z"],
      run: drawing.undo,
    },
    {
      name: t("redo"),
      icon: <RedoOutlined />,
      keys: ["Mod+Shift+z", "Mod+y"],
      run: drawing.redo,
    },
  ]
  const changes: Command[] = [
    { name: t("invert"), icon: <InvertColorsOutlined />, keys: ["i"], run: () => drawing.replace(inverted) },
    {
      name: t("grow"),
      icon: <AddCircleOutlineOutlined />,
      keys: ["g"],
      run: () => drawing.replace(mask => grown(mask, by)),
    },
    {
      name: t("shrink"),
      icon: <RemoveCircleOutlineOutlined />,
      keys: ["Shift+g"],
      run: () => drawing.replace(mask => grown(mask, -by)),
    },
    {
      name: t("feather"),
      icon: <BlurOnOutlined />,
      keys: ["f"],
      run: () => drawing.replace(mask => feathered(mask, by)),
    },
  ]
  const subject: Command = {
    name: finding ? t("finding") : t("subject"),
    icon: <PersonSearchOutlined />,
    keys: ["s"],
    run: () => void findSubject(),
  }
  const step = Math.max(1, Math.round(size / 5))
  const hidden: Command[] = [
    { name: t("size"), keys: ["["], run: () => setSize(Math.max(1, size - step)) },
    { name: t("size"), keys: ["]"], run: () => setSize(Math.min(largest(item), size + step)) },
    { name: t("zoomIn"), keys: ["+", "="], run: () => setZoom(zoom => zoomed(zoom, 1.25)) },
    { name: t("zoomOut"), keys: ["-"], run: () => setZoom(zoom => zoomed(zoom, 0.8)) },
    { name: t("zoomWhole"), keys: ["0"], run: () => setZoom(() => whole) },
  ]
  return {
    tools: toolCommands,
    steps,
    changes,
    subject,
    doubts,
    all: [...toolCommands, ...steps, ...changes, subject, ...hidden],
  }
}

export interface MaskToolsProps {
  item: ItemSummary
  commands: MaskCommands
  tool: Tool
  size: number
  setSize: (size: number) => void
  by: number
  setBy: (by: number) => void
}

export function MaskTools({ item, commands, tool, size, setSize, by, setBy }: MaskToolsProps) {
  const t = useTranslations("studio.masks")
  const say = useSay()
  const join = useJoin()
  return (
    <>
      <Stack direction="row" sx={{ justifyContent: "space-between" }}>
        <Stack direction="row" role="group" aria-label={t("toolsGroup")}>
          {commands.tools.map(command => (
            <CommandButton key={command.name} command={command} tellsKey />
          ))}
        </Stack>
        <Stack direction="row">
          {commands.steps.map(command => (
            <CommandButton key={command.name} command={command} tellsKey />
          ))}
        </Stack>
      </Stack>
      {tool !== "rectangle" && (
        <LabeledSlider
          label={t("size")}
          explain={t("sizeExplain")}
          value={size}
          min={1}
          max={largest(item)}
          step={1}
          onChange={setSize}
        />
      )}
      <Button variant="outlined" startIcon={commands.subject.icon} onClick={commands.subject.run}>
        {commands.subject.name}
      </Button>
      {commands.doubts.length > 0 && (
        <Alert severity="warning">{t("doubts", { doubts: join.list(commands.doubts.map(say)) })}</Alert>
      )}
      <Stack direction="row" role="group" aria-label={t("changesGroup")}>
        {commands.changes.map(command => (
          <CommandButton key={command.name} command={command} tellsKey />
        ))}
      </Stack>
      <LabeledSlider
        label={t("by")}
        explain={t("byExplain")}
        value={by}
        min={1}
        max={40}
        step={1}
        onChange={setBy}
      />
    </>
  )
}
