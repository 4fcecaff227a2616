/** The engine's folders, one at a time, inside the root that it was started with. */
import ArrowUpward from "@mui/icons-material/ArrowUpward"
import CreateNewFolderOutlined from "@mui/icons-material/CreateNewFolderOutlined"
import FolderOutlined from "@mui/icons-material/FolderOutlined"
import InsertDriveFileOutlined from "@mui/icons-material/InsertDriveFileOutlined"
import {
  Box,
  Breadcrumbs,
  Button,
  Dialog,
  DialogActions,
  DialogTitle,
  IconButton,
  Link,
  List,
  ListItem,
  ListItemButton,
  ListItemIcon,
  ListItemText,
  Tooltip,
  Typography,
} from "@mui/material"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useId, useState } from "react"
import { useFormatter } from "use-intl"
import type { Folder } from "../../native/contract/api/folders.ts"
import type { Chosen } from "../../native/contract/shell.ts"
import { useTellProblem } from "../app/attempt.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useAsk } from "../ui/ask.tsx"
import { useByteText } from "../ui/bytes.ts"
import { LoadingState, ProblemState } from "../ui/states.tsx"
import type { FolderWish } from "./folder-picker.tsx"

export interface FolderDialogProps {
  open: boolean
  wish: FolderWish
  title: string
  onChoose: (chosen: Chosen) => void
  onClose: () => void
}

export function FolderDialog({ open, wish, title, onChoose, onClose }: FolderDialogProps) {
  const t = useTranslations("common")
  const heading = useId()
  const ask = useAsk()
  const tell = useTellProblem()
  const cache = useQueryClient()
  const [handle, setHandle] = useState<string | null>(null)
  const [file, setFile] = useState<Chosen | null>(null)
  const query = useQuery({
    ...orpc.folders.open.queryOptions({ input: { handle } }),
    enabled: open,
    staleTime: 0,
    placeholderData: (previous: Folder | undefined) => previous,
  })
  const create = useMutation(orpc.folders.create.mutationOptions())
  const folder = query.data
  /** What is shown is still the folder before: it isn't what would be chosen. */
  const isOpening = query.isPlaceholderData
  const parent = folder?.trail.at(-2)

  const go = (next: string | null) => {
    setFile(null)
    setHandle(next)
  }

  const newFolder = async () => {
    if (!folder) return
    const name = await ask.name({
      title: t("folders.newFolder"),
      label: t("folders.newName"),
      maxLength: 120,
      confirm: t("folders.create"),
    })
    if (!name) return
    try {
      const made = await create.mutateAsync({ parent: folder.handle, name })
      cache.setQueryData(orpc.folders.open.queryKey({ input: { handle: made.handle } }), made)
      go(made.handle)
    } catch (problem) {
      tell(problem)
    }
  }

  return (
    <Dialog
      open={open}
      onClose={onClose}
      maxWidth="sm"
      fullWidth
      aria-labelledby={heading}
      slotProps={{ paper: { sx: { height: "min(620px, calc(100% - 64px))" } } }}
    >
      <DialogTitle id={heading}>{title}</DialogTitle>
      <Box sx={{ px: 2.5, pb: 1, display: "flex", alignItems: "center", gap: 1 }}>
        <Tooltip title={t("folders.up")}>
          <span>
            <IconButton
              aria-label={t("folders.up")}
              disabled={!parent}
              onClick={() => go(parent?.handle ?? null)}
            >
              <ArrowUpward />
            </IconButton>
          </span>
        </Tooltip>
        <Trail folder={folder} onGo={go} />
        {wish.kind === "folder" && (
          <Tooltip title={t("folders.newFolder")}>
            <span>
              <IconButton
                aria-label={t("folders.newFolder")}
                disabled={!folder || isOpening}
                onClick={() => void newFolder()}
              >
                <CreateNewFolderOutlined />
              </IconButton>
            </span>
          </Tooltip>
        )}
      </Box>
      <Box
        sx={{
          flex: 1,
          minHeight: 0,
          overflow: "auto",
          borderBlock: 1,
          borderColor: "divider",
          display: "flex",
          flexDirection: "column",
        }}
      >
        {query.error ? (
          <ProblemState
            problem={query.error}
            action={
              handle === null
                ? { label: t("problem.retry"), run: () => void query.refetch() }
                : { label: t("folders.up"), run: () => go(null) }
            }
          />
        ) : folder ? (
          <Entries folder={folder} wish={wish} chosen={file} onOpen={go} onFile={setFile} onPick={onChoose} />
        ) : (
          <Box sx={{ p: 2 }}>
            <LoadingState count={8} height={36} />
          </Box>
        )}
      </Box>
      <DialogActions>
        <Typography variant="body2" color="textSecondary" noWrap sx={{ flex: 1 }}>
          {wish.kind === "folder" ? folder?.name : file?.name}
        </Typography>
        <Button color="inherit" onClick={onClose}>
          {t("actions.cancel")}
        </Button>
        {wish.kind === "folder" ? (
          <Button
            variant="contained"
            disabled={!folder || isOpening || query.isError}
            onClick={() => folder && onChoose({ handle: folder.handle, name: folder.name })}
          >
            {t("folders.useThis")}
          </Button>
        ) : (
          <Button variant="contained" disabled={!file} onClick={() => file && onChoose(file)}>
            {t("folders.useFile")}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  )
}

function Trail({ folder, onGo }: { folder: Folder | undefined; onGo: (handle: string) => void }) {
  const t = useTranslations("common.folders")
  return (
    <Breadcrumbs
      aria-label={t("trail")}
      maxItems={4}
      itemsBeforeCollapse={1}
      itemsAfterCollapse={2}
      sx={{ flex: 1, minWidth: 0, fontSize: "0.8125rem" }}
    >
      {folder?.trail.map(({ handle, name }, index, { length }) =>
        index === length - 1 ? (
          <Typography key={handle} variant="body2" aria-current="location" sx={{ fontWeight: 500 }}>
            {name}
          </Typography>
        ) : (
          <Link
            key={handle}
            component="button"
            variant="body2"
            color="textSecondary"
            sx={{ minHeight: 24 }}
            onClick={() => onGo(handle)}
          >
            {name}
          </Link>
        ),
      )}
    </Breadcrumbs>
  )
}

interface EntriesProps {
  folder: Folder
  wish: FolderWish
  chosen: Chosen | null
  onOpen: (handle: string) => void
  onFile: (file: Chosen) => void
  onPick: (file: Chosen) => void
}

function Entries({ folder, wish, chosen, onOpen, onFile, onPick }: EntriesProps) {
  const t = useTranslations("common.folders")
  const format = useFormatter()
  const bytesText = useByteText()
  const shown = folder.entries.filter(
    entry =>
      entry.kind === "folder" ||
      (wish.kind === "file" &&
        (wish.endings?.some(ending => entry.name.toLowerCase().endsWith(ending)) ?? true)),
  )
  if (shown.length === 0)
    return (
      <Typography variant="body2" color="textSecondary" sx={{ p: 3, textAlign: "center" }}>
        {folder.entries.length > 0 ? t("onlyFiles") : t("empty")}
      </Typography>
    )
  return (
    <List dense disablePadding aria-label={t("entries")}>
      {shown.map(({ handle, name, kind, bytes, modified }) => (
        <ListItem key={handle} disablePadding>
          <ListItemButton
            selected={chosen?.handle === handle}
            onClick={() => (kind === "folder" ? onOpen(handle) : onFile({ handle, name }))}
            onDoubleClick={() => kind === "file" && onPick({ handle, name })}
          >
            <ListItemIcon sx={{ minWidth: 32 }}>
              {kind === "folder" ? (
                <FolderOutlined titleAccess={t("folder")} />
              ) : (
                <InsertDriveFileOutlined titleAccess={t("file")} />
              )}
            </ListItemIcon>
            <ListItemText primary={name} slotProps={{ primary: { noWrap: true } }} />
            <Typography variant="caption" color="textSecondary" sx={{ pl: 2, flexShrink: 0 }}>
              {bytes === null ? "" : `${bytesText(bytes)} · `}
              {format.dateTime(new Date(modified), { dateStyle: "medium" })}
            </Typography>
          </ListItemButton>
        </ListItem>
      ))}
      {folder.more && (
        <Typography variant="caption" color="textSecondary" component="li" sx={{ display: "block", p: 1.5 }}>
          {t("more")}
        </Typography>
      )}
    </List>
  )
}
