/** The folders that were imported: what of each is in use, archived or deleted, and bringing all of it back. */
import {
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  List,
  ListItem,
  Stack,
  Typography,
} from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useFormatter } from "use-intl"
import type { ImportedCatalog } from "../../native/contract/catalog.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useAwaySteps } from "../shared/use-away-steps.ts"
import { Loaded } from "../ui/loaded.tsx"

export interface FoldersProps {
  open: boolean
  onClose: () => void
}

export function Folders({ open, onClose }: FoldersProps) {
  const t = useTranslations("catalog.folders")
  const query = useQuery({ ...orpc.catalogs.list.queryOptions(), enabled: open })
  return (
    <Dialog open={open} onClose={onClose} fullWidth maxWidth="md" aria-labelledby="imported-folders">
      <DialogTitle id="imported-folders">{t("title")}</DialogTitle>
      <DialogContent>
        <Typography variant="body2" color="textSecondary">
          {t("explain")}
        </Typography>
        <Loaded query={query} loading={{ count: 3, height: 56 }}>
          {folders =>
            folders.length === 0 ? (
              <Typography sx={{ mt: 2 }}>{t("none")}</Typography>
            ) : (
              <List disablePadding>
                {folders.map(folder => (
                  <Folder key={folder.id} folder={folder} onDone={onClose} />
                ))}
              </List>
            )
          }
        </Loaded>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("close")}</Button>
      </DialogActions>
    </Dialog>
  )
}

/** What it does closes the dialog, so that the message that offers to undo it can be reached. */
function Folder({ folder, onDone }: { folder: ImportedCatalog; onDone: () => void }) {
  const t = useTranslations("catalog.folders")
  const words = useTranslations("catalog")
  const format = useFormatter()
  const steps = useAwaySteps()
  const { id, source, at, items, archived, removed } = folder
  const away = archived + removed
  const asked = { catalogs: [String(id)] }
  const act = (step: () => Promise<void>) => () => {
    onDone()
    void step()
  }
  return (
    <ListItem disableGutters divider sx={{ gap: 2, alignItems: "flex-start" }} aria-label={source}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography noWrap title={source}>
          <bdi>{source}</bdi>
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {t("counts", {
            at: format.dateTime(new Date(at), { dateStyle: "medium" }),
            items: items - away,
            archived,
            removed,
          })}
        </Typography>
      </Box>
      <Stack direction="row" spacing={1} sx={{ flexShrink: 0 }}>
        {items > away && (
          <>
            <Button
              size="small"
              color="inherit"
              onClick={act(() => steps.putAway(t("archived", { source }), "archived", asked))}
            >
              {words("archive")}
            </Button>
            <Button
              size="small"
              color="inherit"
              onClick={act(() => steps.putAway(t("removed", { source }), "removed", asked))}
            >
              {words("delete")}
            </Button>
          </>
        )}
        {away > 0 && (
          <Button
            size="small"
            variant="outlined"
            onClick={act(() => steps.bringBack(t("restored", { source }), asked))}
          >
            {words("restore")}
          </Button>
        )}
      </Stack>
    </ListItem>
  )
}
