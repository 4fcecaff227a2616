/** The workspace's adapters: used, renamed, exported, deleted; and imported from a folder. */
import DeleteOutlined from "@mui/icons-material/DeleteOutlined"
import DriveFileRenameOutlineOutlined from "@mui/icons-material/DriveFileRenameOutlineOutlined"
import FileDownloadOutlined from "@mui/icons-material/FileDownloadOutlined"
import FileUploadOutlined from "@mui/icons-material/FileUploadOutlined"
import TuneOutlined from "@mui/icons-material/TuneOutlined"
import { Box, Button, Card, IconButton, Stack, Tooltip, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useFormatter } from "use-intl"
import type { AdapterView } from "../../native/contract/api/training.ts"
import { useProblemText } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useOpenInStudio } from "../shared/studio-choice.ts"
import { useByteText } from "../ui/bytes.ts"
import { Loaded } from "../ui/loaded.tsx"
import { EmptyState } from "../ui/states.tsx"
import { useAdapterSteps } from "./use-adapter-steps.ts"
import { useLossText } from "./use-loss-text.ts"

export function Adapters() {
  const t = useTranslations("training.adapters")
  const query = useQuery(orpc.adapters.list.queryOptions())
  const steps = useAdapterSteps()
  const importing = (
    <Button variant="outlined" startIcon={<FileUploadOutlined />} onClick={() => void steps.bringIn()}>
      {t("import")}
    </Button>
  )
  return (
    <Box sx={{ flex: 1, minWidth: 0, overflow: "auto", p: 3 }}>
      <Box sx={{ maxWidth: 1160, mx: "auto" }}>
        <Loaded query={query} loading={{ count: 3, height: 104 }}>
          {adapters =>
            adapters.length === 0 ? (
              <EmptyState
                icon={<TuneOutlined />}
                title={t("empty")}
                text={t("emptyText")}
                action={importing}
              />
            ) : (
              <Stack spacing={1.5}>
                <Box sx={{ alignSelf: "flex-end" }}>{importing}</Box>
                <Stack component="ul" spacing={1} sx={{ listStyle: "none", m: 0, p: 0 }}>
                  {adapters.map(adapter => (
                    <Adapter key={adapter.id} adapter={adapter} steps={steps} />
                  ))}
                </Stack>
              </Stack>
            )
          }
        </Loaded>
      </Box>
    </Box>
  )
}

interface AdapterProps {
  adapter: AdapterView
  steps: ReturnType<typeof useAdapterSteps>
}

function Adapter({ adapter, steps }: AdapterProps) {
  const t = useTranslations("training.adapters")
  const textOf = useProblemText()
  const format = useFormatter()
  const bytes = useByteText()
  const loss = useLossText()
  const openInStudio = useOpenInStudio()
  const { name, validation, problem, pack, licence } = adapter
  const made = format.dateTime(new Date(adapter.createdAt), { dateStyle: "medium", timeStyle: "short" })
  const button = (label: string, icon: React.ReactNode, run: () => void) => (
    <Tooltip title={label}>
      <IconButton aria-label={label} onClick={run}>
        {icon}
      </IconButton>
    </Tooltip>
  )
  return (
    <Card component="li" sx={{ p: 2, display: "flex", gap: 2, alignItems: "flex-start" }}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography variant="h3" component="h2" noWrap title={name}>
          {name}
        </Typography>
        <Typography variant="body2" sx={{ fontVariantNumeric: "tabular-nums" }}>
          {validation
            ? t("validation", {
                before: loss(validation.before),
                after: loss(validation.after),
                step: validation.step,
              })
            : t("noValidation")}
        </Typography>
        <Typography variant="caption" color="textSecondary" component="p">
          {[
            t("trainedOn", { pack }),
            t("made", { date: made }),
            bytes(adapter.bytes),
            t("licence", { licence }),
          ].join(" · ")}
        </Typography>
        {problem && (
          <Typography variant="body2" sx={{ color: "error.main", mt: 0.5, overflowWrap: "anywhere" }}>
            {t("cannot", { reason: textOf(problem).message })}
          </Typography>
        )}
      </Box>
      <Stack direction="row" spacing={0.5} sx={{ alignItems: "center" }}>
        <Button
          variant="outlined"
          disabled={problem !== null}
          aria-label={t("useOf", { name })}
          onClick={() => openInStudio({ adapter: adapter.id })}
          sx={{ mr: 0.5 }}
        >
          {t("use")}
        </Button>
        {button(t("rename", { name }), <DriveFileRenameOutlineOutlined />, () => void steps.rename(adapter))}
        {button(t("exportOf", { name }), <FileDownloadOutlined />, () => void steps.takeOut(adapter))}
        {button(t("remove", { name }), <DeleteOutlined />, () => void steps.remove(adapter))}
      </Stack>
    </Card>
  )
}
