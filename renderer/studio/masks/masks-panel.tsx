/** The item's masks: which of them protect, and what can be done with them. */
import AddOutlined from "@mui/icons-material/AddOutlined"
import DeleteOutlined from "@mui/icons-material/DeleteOutlined"
import EditOutlined from "@mui/icons-material/EditOutlined"
import PersonSearchOutlined from "@mui/icons-material/PersonSearchOutlined"
import {
  Box,
  Button,
  Checkbox,
  FormControlLabel,
  IconButton,
  Stack,
  Tooltip,
  Typography,
} from "@mui/material"
import { type ReactNode, useState } from "react"
import type { ItemSummary } from "../../../native/contract/api/common.ts"
import type { Mask } from "../../../native/contract/mask.ts"
import { useTranslations } from "../../app/translations.ts"
import { MaskEditor } from "./mask-editor.tsx"
import { useMasks } from "./use-masks.ts"

export function MasksPanel({ item }: { item: ItemSummary }) {
  const t = useTranslations("studio.masks")
  const [edited, setEdited] = useState<Mask | "new" | null>(null)
  const masks = useMasks(item)
  const { list, lost, protect, busy } = masks
  return (
    <Box component="section" aria-label={t("title")}>
      <Typography variant="body2" sx={{ fontWeight: 500 }}>
        {t("title")}
      </Typography>
      {list.length + lost.length === 0 && (
        <Typography variant="caption" color="textSecondary" component="p">
          {t("none")}
        </Typography>
      )}
      {list.map(mask => (
        <Stack key={mask.name} direction="row" sx={{ alignItems: "center" }}>
          <FormControlLabel
            sx={{ flex: 1, minWidth: 0, mr: 0 }}
            control={
              <Checkbox
                size="small"
                checked={protect.includes(mask.name)}
                // A stale one can only be taken out.
                disabled={mask.stale && !protect.includes(mask.name)}
                onChange={(_, checked) => masks.setProtected(mask.name, checked)}
              />
            }
            label={
              <Typography variant="body2" component="span" noWrap>
                {t(mask.stale ? "staleName" : "nameAndShare", { name: mask.name, share: mask.share })}
              </Typography>
            }
          />
          <Action label={t("edit", { name: mask.name })} onClick={() => setEdited(mask)}>
            <EditOutlined fontSize="small" />
          </Action>
          <Action label={t("delete", { name: mask.name })} onClick={() => void masks.remove(mask)}>
            <DeleteOutlined fontSize="small" />
          </Action>
        </Stack>
      ))}
      {lost.map(name => (
        <FormControlLabel
          key={name}
          control={<Checkbox size="small" checked onChange={() => masks.setProtected(name, false)} />}
          label={
            <Typography variant="body2" component="span" color="error">
              {t("lost", { name })}
            </Typography>
          }
        />
      ))}
      <Stack direction="row" spacing={1} sx={{ mt: 0.5, flexWrap: "wrap" }}>
        <Button
          size="small"
          startIcon={<PersonSearchOutlined />}
          disabled={busy}
          onClick={() => void masks.protectSubject()}
        >
          {t(busy ? "finding" : "protectSubject")}
        </Button>
        <Button size="small" color="inherit" startIcon={<AddOutlined />} onClick={() => setEdited("new")}>
          {t("draw")}
        </Button>
      </Stack>
      {edited !== null && (
        <MaskEditor
          item={item}
          mask={edited === "new" ? null : edited}
          suggested={masks.freeName(t("newName"))}
          onClose={() => setEdited(null)}
          onSave={masks.save}
        />
      )}
    </Box>
  )
}

function Action({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <Tooltip title={label}>
      <IconButton size="small" aria-label={label} onClick={onClick}>
        {children}
      </IconButton>
    </Tooltip>
  )
}
