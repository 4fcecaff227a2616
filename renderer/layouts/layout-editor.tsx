/** The editor of one layout: its elements, the picture with their frames, what each holds, and words of several scripts. */
import AutoAwesomeMotionOutlined from "@mui/icons-material/AutoAwesomeMotionOutlined"
import HighlightAltOutlined from "@mui/icons-material/HighlightAltOutlined"
import SaveOutlined from "@mui/icons-material/SaveOutlined"
import { Alert, Box, Button, Chip, MenuItem, Stack, TextField } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import type { LayoutView } from "../../native/contract/api/layouts.ts"
import { channelSizes } from "../../native/contract/image-set.ts"
import { type Command, useCommands } from "../app/commands.ts"
import { useTranslations } from "../app/translations.ts"
import { useUndoCommands } from "../app/undo-commands.tsx"
import { orpc } from "../engine/rpc.ts"
import { ItemPicker } from "../shared/item-picker.tsx"
import { useLayoutName } from "../shared/layout-name.ts"
import { ChooseButton } from "../ui/choose-button.tsx"
import { CommandButton } from "../ui/command-button.tsx"
import { MainButton } from "../ui/main-button.tsx"
import { Picture } from "../ui/picture.tsx"
import { Screen } from "../ui/screen.tsx"
import { BackToList } from "./back-to-list.tsx"
import { Canvas } from "./canvas.tsx"
import { ElementList } from "./element-list.tsx"
import { NameDialog } from "./name-dialog.tsx"
import { Panel } from "./panel.tsx"
import { SampleStrip } from "./sample-strip.tsx"
import { useEditor } from "./use-editor.ts"
import { useElementCommands } from "./use-element-commands.tsx"
import { type PictureRequest, useLayoutPicture } from "./use-layout-picture.ts"
import { useDraftKey, useLayoutSteps } from "./use-layout-steps.ts"

/** Longer side of the picture as it is fetched, in pixels: sharp on most screens, and quickly there. */
const edge = 1200

export function LayoutEditor({ view }: { view: LayoutView }) {
  const channelName = useTranslations("imageSets.channels")
  const t = useTranslations("layouts")
  const steps = useLayoutSteps()
  const keyOf = useDraftKey()
  const editor = useEditor(view, keyOf(view.layout.name))
  const { layout, readOnly, changed } = editor
  const label = useLayoutName()(layout.name)
  const [channel, setChannel] = useState<string>(channelSizes[0].name)
  const [frames, setFrames] = useState(true)
  const [samples, setSamples] = useState(true)
  const [naming, setNaming] = useState(false)
  const list = useQuery(orpc.layouts.list.queryOptions()).data ?? []
  const first = useQuery(orpc.items.list.queryOptions({ input: { limit: 1 } }))
  const [picked, setPicked] = useState<ItemSummary | null>(null)
  const item = picked ?? first.data?.items[0] ?? null
  const { name, width, height, fit } = channelSizes.find(size => size.name === channel)!
  const size = { name, width, height, fit }
  const request: PictureRequest = {
    layout,
    files: [...editor.files],
    size,
    over: item === null ? { kind: "plain" } : { kind: "item", id: item.id },
    item: item?.id ?? null,
    edge,
  }
  const picture = useLayoutPicture(first.data || first.error ? request : null)
  const elementCommands = useElementCommands(editor)
  const undoCommands = useUndoCommands()
  const save: Command = {
    name: t("save"),
    icon: <SaveOutlined />,
    keys: ["Mod+s"],
    disabled: !changed || !editor.whole,
    run: () => void steps.save(editor),
  }
  const copy: Command = { name: t("copyToChange"), run: () => setNaming(true) }
  const showFrames: Command = {
    name: t("frames"),
    icon: <HighlightAltOutlined />,
    keys: ["f"],
    pressed: frames,
    run: () => setFrames(!frames),
  }
  const showSamples: Command = {
    name: t("samples.label"),
    icon: <AutoAwesomeMotionOutlined />,
    keys: ["l"],
    pressed: samples,
    run: () => setSamples(!samples),
  }
  useCommands(t("title"), [...(readOnly ? [] : [save]), ...elementCommands, showFrames, showSamples])
  return (
    <Screen
      fill
      title={label}
      before={<BackToList />}
      note={changed && <Chip size="small" color="warning" variant="outlined" label={t("unsaved")} />}
      actions={
        <Stack direction="row" spacing={1} sx={{ alignItems: "center", minWidth: 0 }}>
          {undoCommands.map(command => (
            <CommandButton key={command.name} command={command} />
          ))}
          {!readOnly && (
            <>
              <Button color="inherit" disabled={!changed} onClick={() => steps.discard(layout.name)}>
                {t("discard")}
              </Button>
              <Button color="inherit" disabled={!editor.whole} onClick={() => setNaming(true)}>
                {t("saveAs")}
              </Button>
            </>
          )}
          <MainButton command={readOnly ? copy : save} />
        </Stack>
      }
      toolbar={
        <Stack direction="row" spacing={1} sx={{ alignItems: "center" }}>
          <TextField
            select
            value={channel}
            onChange={event => setChannel(event.target.value)}
            slotProps={{ select: { SelectDisplayProps: { "aria-label": t("size") } } }}
            sx={{ minWidth: 190 }}
          >
            {channelSizes.map(size => (
              <MenuItem key={size.name} value={size.name}>
                {t("sizeName", {
                  name: channelName(size.name),
                  width: String(size.width),
                  height: String(size.height),
                })}
              </MenuItem>
            ))}
          </TextField>
          {item && <ItemChoice item={item} onPick={setPicked} />}
          <CommandButton command={showFrames} tellsKey />
          <CommandButton command={showSamples} tellsKey />
        </Stack>
      }
    >
      <ElementList editor={editor} commands={elementCommands} findings={picture.findings} />
      <Stack sx={{ flex: 1, minWidth: 0, minHeight: 0 }}>
        {readOnly && (
          <Alert severity="info" sx={{ borderRadius: 0 }}>
            {t("readOnly")}
          </Alert>
        )}
        {editor.outdated && (
          <Alert severity="warning" sx={{ borderRadius: 0 }}>
            {t("outdated")}
          </Alert>
        )}
        <Box
          onPointerDown={() => editor.select([])}
          sx={{
            flex: 1,
            minHeight: 0,
            display: "grid",
            placeItems: "center",
            containerType: "size",
            bgcolor: "background.sunken",
            overflow: "hidden",
          }}
        >
          <Canvas
            editor={editor}
            size={size}
            picture={picture}
            frames={frames}
            alt={t("canvas.alt", { name: label, size: channelName(size.name) })}
          />
        </Box>
        {samples && <SampleStrip request={request} />}
      </Stack>
      <Panel editor={editor} size={size} picture={picture} />
      {naming && (
        <NameDialog
          title={readOnly ? t("copyTitle", { name: label }) : t("saveAsTitle")}
          suggested={readOnly ? `my-${layout.name}` : layout.name}
          taken={list.map(({ name }) => name)}
          confirm={readOnly ? t("copy") : t("save")}
          onClose={() => setNaming(false)}
          onName={as => {
            setNaming(false)
            void (readOnly ? steps.copy(layout.name, as) : steps.saveAs(editor, as))
          }}
        />
      )}
    </Screen>
  )
}

function ItemChoice({ item, onPick }: { item: ItemSummary; onPick: (item: ItemSummary) => void }) {
  const t = useTranslations("layouts")
  const [open, setOpen] = useState(false)
  return (
    <>
      <ChooseButton
        label={t("item")}
        name={item.title || item.id}
        picture={<Picture kind="item" id={item.id} version={item.image} alt="" edge={160} />}
        onClick={() => setOpen(true)}
      />
      <ItemPicker
        open={open}
        onClose={() => setOpen(false)}
        onPick={([picked]) => {
          setOpen(false)
          if (picked) onPick(picked)
        }}
      />
    </>
  )
}
