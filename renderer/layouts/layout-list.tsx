/** Every layout as a tile, over the first item's picture. */
import AddOutlined from "@mui/icons-material/AddOutlined"
import ContentCopyOutlined from "@mui/icons-material/ContentCopyOutlined"
import DeleteOutlined from "@mui/icons-material/DeleteOutlined"
import { Box, Button, ButtonBase, Skeleton, Stack, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { Link } from "wouter"
import { channelSizes } from "../../native/contract/image-set.ts"
import { useJoin } from "../app/join.ts"
import { inPath } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { useUndoCommands } from "../app/undo-commands.tsx"
import { orpc } from "../engine/rpc.ts"
import { useLayoutName } from "../shared/layout-name.ts"
import { CommandButton } from "../ui/command-button.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Screen } from "../ui/screen.tsx"
import { useLayoutDrafts } from "./layout-drafts.ts"
import { NameDialog } from "./name-dialog.tsx"
import { useDraftKey, useLayoutSteps } from "./use-layout-steps.ts"

export function LayoutList() {
  const t = useTranslations("layouts")
  const nameOf = useLayoutName()
  const list = useQuery(orpc.layouts.list.queryOptions())
  const steps = useLayoutSteps()
  const undoCommands = useUndoCommands()
  /** What is named: a new layout, or a copy of one. */
  const [naming, setNaming] = useState<{ copyOf: string | null } | null>(null)
  const taken = list.data?.map(({ name }) => name) ?? []
  return (
    <Screen
      title={t("title")}
      note={t("explain")}
      actions={
        <>
          {undoCommands.map(command => (
            <CommandButton key={command.name} command={command} />
          ))}
          <Button
            variant="contained"
            startIcon={<AddOutlined />}
            onClick={() => setNaming({ copyOf: null })}
            sx={{ flexShrink: 0 }}
          >
            {t("new")}
          </Button>
        </>
      }
    >
      <Loaded query={list} loading={{ height: 260, tile: 220 }}>
        {layouts => (
          <Box
            component="ul"
            aria-label={t("title")}
            sx={{
              m: 0,
              p: 0,
              listStyle: "none",
              display: "grid",
              gap: 2,
              gridTemplateColumns: "repeat(auto-fill, minmax(220px, 1fr))",
            }}
          >
            {layouts.map(({ name, origin, elements }) => (
              <LayoutTile
                key={name}
                name={name}
                own={origin === "workspace"}
                elements={elements}
                onCopy={() => setNaming({ copyOf: name })}
                onRemove={() => void steps.remove(name)}
              />
            ))}
          </Box>
        )}
      </Loaded>
      {naming && (
        <NameDialog
          title={naming.copyOf === null ? t("newTitle") : t("copyTitle", { name: nameOf(naming.copyOf) })}
          suggested={naming.copyOf === null ? "layout" : `my-${naming.copyOf}`}
          taken={taken}
          confirm={naming.copyOf === null ? t("make") : t("copy")}
          onClose={() => setNaming(null)}
          onName={name => {
            setNaming(null)
            void (naming.copyOf === null ? steps.create(name) : steps.copy(naming.copyOf, name))
          }}
        />
      )}
    </Screen>
  )
}

interface LayoutTileProps {
  name: string
  own: boolean
  /** None in one that can't be read. */
  elements: number
  onCopy: () => void
  onRemove: () => void
}

function LayoutTile({ name, own, elements, onCopy, onRemove }: LayoutTileProps) {
  const t = useTranslations("layouts")
  const join = useJoin()
  const label = useLayoutName()(name)
  const keyOf = useDraftKey()
  const changed = useLayoutDrafts(drafts => drafts[keyOf(name)] !== undefined)
  const broken = elements === 0
  return (
    <Box
      component="li"
      sx={{
        border: 1,
        borderColor: "divider",
        borderRadius: 1,
        overflow: "hidden",
        bgcolor: "background.paper",
      }}
    >
      <ButtonBase
        component={Link}
        href={`/${inPath(name)}`}
        sx={{
          display: "block",
          width: "100%",
          textAlign: "start",
          "&.Mui-focusVisible": { outlineOffset: -2 },
        }}
      >
        <Box sx={{ aspectRatio: "1", bgcolor: "background.sunken" }}>
          {!broken && <LayoutPicture name={name} />}
        </Box>
        <Box sx={{ px: 1.5, pt: 1 }}>
          <Typography variant="body1" noWrap sx={{ fontWeight: 500 }}>
            {label}
          </Typography>
        </Box>
      </ButtonBase>
      <Stack direction="row" sx={{ px: 1.5, pb: 0.5, alignItems: "center" }}>
        <Typography
          variant="caption"
          noWrap
          sx={{
            flex: 1,
            minWidth: 0,
            color: broken ? "error.main" : changed ? "warning.main" : "text.secondary",
          }}
        >
          {broken
            ? t("broken")
            : changed
              ? t("unsaved")
              : own
                ? t("elementCount", { count: elements })
                : t("shipped")}
        </Typography>
        {!broken && (
          <CommandButton
            command={{ name: join.pair(t("copyIt"), label), icon: <ContentCopyOutlined />, run: onCopy }}
          />
        )}
        {own && (
          <CommandButton
            command={{ name: join.pair(t("remove"), label), icon: <DeleteOutlined />, run: onRemove }}
          />
        )}
      </Stack>
    </Box>
  )
}

function LayoutPicture({ name }: { name: string }) {
  const first = useQuery(orpc.items.list.queryOptions({ input: { limit: 1 } }))
  const view = useQuery(orpc.layouts.get.queryOptions({ input: { name } })).data
  const item = first.data?.items[0]?.id ?? null
  const { data } = useQuery({
    ...orpc.layouts.preview.queryOptions({
      input: {
        layout: view?.layout ?? { name, elements: [] },
        files: view?.files ?? [],
        size: channelSizes[0],
        over: item === null ? { kind: "plain" } : { kind: "item", id: item },
        item,
        edge: 480,
        quick: true,
      },
    }),
    enabled: view !== undefined && first.data !== undefined,
    gcTime: 60_000,
  })
  return data ? (
    <img
      src={data.picture}
      alt=""
      draggable={false}
      style={{ width: "100%", height: "100%", display: "block", objectFit: "cover" }}
    />
  ) : (
    <Skeleton variant="rectangular" height="100%" />
  )
}
