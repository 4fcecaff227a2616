/** Model packs: which there are, which is in use, and adding a folder as one. */
import AddOutlined from "@mui/icons-material/AddOutlined"
import DeleteOutlined from "@mui/icons-material/DeleteOutlined"
import { Box, Button, Chip, IconButton, Stack, Tooltip, Typography } from "@mui/material"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { PackView } from "../../native/contract/api/app.ts"
import type { Chosen } from "../../native/contract/shell.ts"
import { useTellProblem } from "../app/attempt.ts"
import { notify } from "../app/notices.tsx"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useChooseFolder } from "../shared/folder-picker.tsx"
import { useAsk } from "../ui/ask.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { ProblemLine } from "../ui/states.tsx"
import { AddPackDialog } from "./add-pack-dialog.tsx"
import { PackFacts } from "./pack-facts.tsx"
import { Section } from "./section.tsx"
import { useSet } from "./use-set.ts"

export function Packs() {
  const t = useTranslations("settings")
  const choose = useChooseFolder()
  const query = useQuery(orpc.packs.list.queryOptions())
  const [folder, setFolder] = useState<Chosen | null>(null)
  const [adding, setAdding] = useState(false)

  const pick = async () => {
    const chosen = await choose({ kind: "folder", title: t("addPack") })
    if (!chosen) return
    setFolder(chosen)
    setAdding(true)
  }
  return (
    <Section title={t("packs")} text={t("packsText")}>
      <Loaded query={query} loading={{ count: 1, height: 150 }}>
        {packs => (
          <Stack component="ul" spacing={2} sx={{ listStyle: "none", m: 0, p: 0 }}>
            {packs.map(pack => (
              <Pack key={pack.id} pack={pack} />
            ))}
          </Stack>
        )}
      </Loaded>
      <Stack direction="row" spacing={2} sx={{ mt: 2, alignItems: "center" }}>
        <Button
          variant="outlined"
          startIcon={<AddOutlined />}
          onClick={() => void pick()}
          sx={{ flexShrink: 0 }}
        >
          {t("addPack")}
        </Button>
        <Typography variant="body2" color="textSecondary">
          {t("addPackText")}
        </Typography>
      </Stack>
      {folder && (
        <AddPackDialog
          key={folder.handle}
          folder={folder}
          open={adding}
          onClose={() => setAdding(false)}
          onOther={() => {
            setAdding(false)
            void pick()
          }}
        />
      )}
    </Section>
  )
}

function Pack({ pack }: { pack: PackView }) {
  const t = useTranslations("settings")
  const ask = useAsk()
  const set = useSet()
  const cache = useQueryClient()
  const tell = useTellProblem()
  const remove = useMutation(
    orpc.packs.remove.mutationOptions({
      onSuccess: packs => {
        cache.setQueryData(orpc.packs.list.queryKey(), packs)
        notify({ text: t("packRemoved", { name: pack.name }) })
      },
      onError: tell,
    }),
  )
  const askRemove = async () => {
    const agreed = await ask.confirm({
      title: t("removePackTitle", { name: pack.name }),
      text: t("removePackText"),
      confirm: t("removePack", { name: pack.name }),
    })
    if (agreed) remove.mutate({ id: pack.id })
  }
  return (
    <Box
      component="li"
      sx={{ p: 2, border: 1, borderRadius: 1, borderColor: pack.inUse ? "primary.main" : "divider" }}
    >
      <Stack direction="row" spacing={1} sx={{ alignItems: "center", mb: 1, minHeight: 32 }}>
        <Typography variant="h3" noWrap>
          {pack.name}
        </Typography>
        {pack.inUse && <Chip label={t("inUse")} color="success" variant="outlined" sx={{ height: 20 }} />}
        {pack.shipped && (
          <Typography variant="body2" color="textSecondary" noWrap>
            {t("shipped")}
          </Typography>
        )}
        <Box sx={{ flex: 1 }} />
        {!pack.inUse && !pack.problem && (
          <Button
            variant="outlined"
            aria-label={t("usePack", { name: pack.name })}
            loading={set.isPending}
            onClick={() => set.mutate({ pack: pack.id })}
          >
            {t("use")}
          </Button>
        )}
        {!pack.shipped && !pack.inUse && (
          <Tooltip title={t("removePack", { name: pack.name })}>
            <IconButton aria-label={t("removePack", { name: pack.name })} onClick={() => void askRemove()}>
              <DeleteOutlined />
            </IconButton>
          </Tooltip>
        )}
      </Stack>
      {pack.problem ? (
        <ProblemLine problem={pack.problem} />
      ) : (
        <PackFacts pack={pack} nativeSize={pack.nativeSize} />
      )}
    </Box>
  )
}
