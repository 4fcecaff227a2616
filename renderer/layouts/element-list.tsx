/** The elements, the highest first, and what can be done with those that are selected; and new ones. */
import AddOutlined from "@mui/icons-material/AddOutlined"
import CircleOutlined from "@mui/icons-material/CircleOutlined"
import CropFreeOutlined from "@mui/icons-material/CropFreeOutlined"
import ErrorOutlined from "@mui/icons-material/ErrorOutlined"
import ImageOutlined from "@mui/icons-material/ImageOutlined"
import InfoOutlined from "@mui/icons-material/InfoOutlined"
import RectangleOutlined from "@mui/icons-material/RectangleOutlined"
import TextFieldsOutlined from "@mui/icons-material/TextFieldsOutlined"
import { Box, Button, List, ListItem, ListItemButton, Menu, MenuItem, Stack, Typography } from "@mui/material"
import { useState } from "react"
import type { LayoutFinding } from "../../native/contract/api/layouts.ts"
import { type LayoutElement, mostElements } from "../../native/contract/layout.ts"
import type { Command } from "../app/commands.ts"
import { useTranslations } from "../app/translations.ts"
import { useChooseImage } from "../ui/choose-image.tsx"
import { CommandButton } from "../ui/command-button.tsx"
import { badgeShapes, newBadge, newPicture, newShape, newText, withAdded } from "./element-kinds.ts"
import { useElementName } from "./element-name.ts"
import { addsTo, type Editor, toggled } from "./use-editor.ts"
import { useTakeFile } from "./use-take-file.ts"

export interface ElementListProps {
  editor: Editor
  commands: readonly Command[]
  findings: readonly LayoutFinding[]
}

export function ElementList({ editor, commands, findings }: ElementListProps) {
  const t = useTranslations("layouts.elements")
  const nameOf = useElementName()
  const { layout, selected } = editor
  const highestFirst = layout.elements.map((element, place) => ({ element, place })).reverse()
  return (
    <Stack
      component="aside"
      aria-label={t("label")}
      sx={{ width: 232, flexShrink: 0, borderRight: 1, borderColor: "divider", minHeight: 0 }}
    >
      <Stack
        direction="row"
        sx={{ px: 1, py: 0.5, alignItems: "center", borderBottom: 1, borderColor: "divider" }}
      >
        <AddMenu editor={editor} />
        <Box sx={{ flex: 1 }} />
        {commands.map(command => (
          <CommandButton key={command.name} command={command} tellsKey sx={{ p: 0.5 }} />
        ))}
      </Stack>
      <List dense aria-label={t("list")} sx={{ overflow: "auto", flex: 1, py: 0.5 }}>
        {highestFirst.map(({ element, place }) => {
          const found = findings.filter(finding => finding.element === place)
          return (
            <ListItem key={place} disablePadding>
              <ListItemButton
                selected={selected.includes(place)}
                aria-pressed={selected.includes(place)}
                onClick={event => editor.select(addsTo(event) ? toggled(selected, place) : [place])}
                sx={{ gap: 1, py: 0.5, px: 1.5 }}
              >
                <Sign element={element} />
                <Typography variant="body2" noWrap sx={{ flex: 1, minWidth: 0 }}>
                  {nameOf(element)}
                </Typography>
                {found.some(({ isProblem }) => isProblem) ? (
                  <ErrorOutlined titleAccess={t("hasProblem")} sx={{ fontSize: 18, color: "error.main" }} />
                ) : found.length > 0 ? (
                  <InfoOutlined titleAccess={t("hasHint")} sx={{ fontSize: 18, color: "warning.main" }} />
                ) : null}
              </ListItemButton>
            </ListItem>
          )
        })}
        <ListItem disablePadding sx={{ mt: 0.5, pt: 0.5, borderTop: 1, borderColor: "divider" }}>
          <ListItemButton
            selected={selected.length === 0}
            aria-pressed={selected.length === 0}
            onClick={() => editor.select([])}
            sx={{ gap: 1, py: 0.5, px: 1.5 }}
          >
            <CropFreeOutlined aria-hidden sx={{ fontSize: 18, color: "text.secondary" }} />
            <Typography variant="body2" noWrap>
              {t("whole")}
            </Typography>
          </ListItemButton>
        </ListItem>
      </List>
    </Stack>
  )
}

function Sign({ element }: { element: LayoutElement }) {
  const Icon =
    element.type === "text"
      ? TextFieldsOutlined
      : element.type === "image"
        ? ImageOutlined
        : element.shape === "ellipse"
          ? CircleOutlined
          : RectangleOutlined
  return <Icon aria-hidden sx={{ fontSize: 18, color: "text.secondary" }} />
}

function AddMenu({ editor }: { editor: Editor }) {
  const t = useTranslations("layouts.add")
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const takeFile = useTakeFile(editor)
  const count = editor.layout.elements.length
  const add = (what: string, added: readonly LayoutElement[]) => {
    setAnchor(null)
    editor.change(t("added", { what }), now => withAdded(now, added))
    editor.select(added.map((_, index) => count + index))
  }
  const { choose, input } = useChooseImage(file =>
    takeFile(file, kept => {
      editor.change(t("added", { what: t("picture") }), now => withAdded(now, [newPicture(kept.name)]), [
        kept,
      ])
      editor.select([count])
    }),
  )
  return (
    <>
      <Button
        size="small"
        startIcon={<AddOutlined />}
        disabled={editor.readOnly || count > mostElements - 2}
        aria-haspopup="menu"
        onClick={event => setAnchor(event.currentTarget)}
      >
        {t("label")}
      </Button>
      {input}
      <Menu open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)}>
        <MenuItem onClick={() => add(t("title"), [newText("{title}")])}>{t("title")}</MenuItem>
        <MenuItem onClick={() => add(t("text"), [newText(t("sample"))])}>{t("text")}</MenuItem>
        <MenuItem
          onClick={() => {
            setAnchor(null)
            choose()
          }}
        >
          {t("picture")}
        </MenuItem>
        {badgeShapes.map(shape => (
          <MenuItem key={shape} onClick={() => add(t(`badge.${shape}`), newBadge(shape))}>
            {t(`badge.${shape}`)}
          </MenuItem>
        ))}
        <MenuItem onClick={() => add(t("rectangle"), [newShape("rectangle", { opacity: 0.9 })])}>
          {t("rectangle")}
        </MenuItem>
        <MenuItem onClick={() => add(t("ellipse"), [newShape("ellipse")])}>{t("ellipse")}</MenuItem>
      </Menu>
    </>
  )
}
