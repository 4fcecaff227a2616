/** Importing a catalog: choose a folder, say which column is what, see what would be taken, then take it. */
import ArrowBack from "@mui/icons-material/ArrowBack"
import FolderOpenOutlined from "@mui/icons-material/FolderOpenOutlined"
import {
  Box,
  Button,
  IconButton,
  LinearProgress,
  MenuItem,
  Stack,
  Step,
  StepLabel,
  Stepper,
  TextField,
  Tooltip,
  Typography,
} from "@mui/material"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { useLocale } from "use-intl"
import { useLocation } from "wouter"
import type { Job } from "../../native/contract/api/jobs.ts"
import type { EncodingChoice } from "../../native/contract/encoding.ts"
import { type DayOrder, type Mapping, tableEndings } from "../../native/contract/import.ts"
import type { Chosen } from "../../native/contract/shell.ts"
import { paths } from "../app/paths.ts"
import { problemOf } from "../app/problem.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useChooseFolder } from "../shared/folder-picker.tsx"
import { useScenarioName } from "../shared/scenario-name.ts"
import { useJobText } from "../shared/use-job-text.ts"
import { Screen } from "../ui/screen.tsx"
import { LoadingState, ProblemState } from "../ui/states.tsx"
import { Columns } from "./columns.tsx"
import { Encodings } from "./encodings.tsx"
import { Gone } from "./gone.tsx"
import { Hosts } from "./hosts.tsx"
import { Report } from "./report.tsx"
import { UnclearDates } from "./unclear-dates.tsx"
import { type ImportReport, useCheck } from "./use-check.ts"

const steps = ["folder", "columns", "check", "import"] as const

export default function ImportScreen() {
  const t = useTranslations("import")
  const [, navigate] = useLocation()
  const choose = useChooseFolder()
  const cache = useQueryClient()
  const [step, setStep] = useState(0)
  const [folder, setFolder] = useState<Chosen | null>(null)
  const [mapping, setMapping] = useState<Mapping | null>(null)
  const [archiveGone, setArchiveGone] = useState(false)
  const [fetchFrom, setFetchFrom] = useState<string[]>([])
  const [fetchAgain, setFetchAgain] = useState(false)
  const [dates, setDates] = useState<DayOrder | null>(null)
  const [encodings, setEncodings] = useState<EncodingChoice>({})
  const [sheet, setSheet] = useState<string | undefined>()
  const [scenario, setScenario] = useState("")
  const [job, setJob] = useState<Job | null>(null)
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  const scenarioName = useScenarioName()
  const found = useQuery({
    ...orpc.imports.inspect.queryOptions({ input: { handle: folder?.handle ?? "", encodings, sheet } }),
    enabled: folder !== null,
    retry: false,
    staleTime: 0,
    gcTime: 0,
    // What was found stays in its place while another encoding or sheet of the same folder is tried.
    placeholderData: before =>
      sheet !== undefined || Object.keys(encodings).length > 0 ? before : undefined,
  })
  const request =
    folder === null
      ? null
      : {
          handle: folder.handle,
          encodings,
          sheet,
          ...(scenario && { scenario }),
          ...(mapping && { mapping }),
          ...(dates && { dates }),
          ...(fetchFrom.length > 0 && { fetchFrom }),
        }
  // What it fetches is kept, so that the import needs to fetch nothing again.
  const check = useCheck(step === 2 && request ? { ...request, ...(fetchAgain && { fetchAgain }) } : null)
  const unclearDates = check.problem !== null && problemOf(check.problem).code === "catalog.unclear_dates"
  const locale = useLocale()
  const start = useMutation(
    orpc.imports.start.mutationOptions({
      onSuccess: started => {
        setJob(started)
        setStep(3)
      },
    }),
  )

  async function pick(kind: "folder" | "file" = "folder"): Promise<void> {
    const wish =
      kind === "folder" ? { title: t("chooseFolder") } : { title: t("chooseFile"), endings: tableEndings }
    const chosen = await choose({ kind, ...wish })
    if (!chosen) return
    // The same folder may hold something else by now.
    void cache.resetQueries({ queryKey: orpc.imports.inspect.key() })
    setFolder(chosen)
    setMapping(null)
    setDates(null)
    setEncodings({})
    setSheet(undefined)
    setArchiveGone(false)
    setFetchFrom([])
    setFetchAgain(false)
    setStep(0)
  }

  const guessed = mapping ?? found.data?.mapping ?? null
  const mapped = found.data?.mapping === null || (guessed?.id != null && guessed.title != null)

  return (
    <Screen
      title={t("title")}
      before={
        <Tooltip title={t("back")}>
          <IconButton aria-label={t("back")} onClick={() => navigate(`~${paths.catalog}`)}>
            <ArrowBack />
          </IconButton>
        </Tooltip>
      }
    >
      <Stack spacing={3}>
        <Stepper activeStep={step}>
          {steps.map(name => (
            <Step key={name}>
              <StepLabel>{t(`steps.${name}`)}</StepLabel>
            </Step>
          ))}
        </Stepper>
        {step === 0 && (
          <Stack spacing={2} sx={{ alignItems: "flex-start" }}>
            <Typography sx={{ maxWidth: 640 }}>{t("intro")}</Typography>
            <Stack direction="row" spacing={1}>
              <Button
                variant={folder ? "outlined" : "contained"}
                startIcon={<FolderOpenOutlined />}
                onClick={() => void pick()}
              >
                {folder?.name ?? t("chooseFolder")}
              </Button>
              <Button variant="text" color="inherit" onClick={() => void pick("file")}>
                {t("chooseFile")}
              </Button>
            </Stack>
            {found.isFetching && (
              <Box sx={{ width: 320 }}>
                <LoadingState count={2} height={28} />
              </Box>
            )}
            {found.isError && (
              <ProblemState problem={found.error} action={{ label: t("another"), run: () => void pick() }} />
            )}
            {found.data && (
              <>
                <Typography>
                  {t("found", { format: t(`formats.${found.data.format}`), count: found.data.files.length })}
                </Typography>
                <Typography variant="body2" color="textSecondary">
                  {found.data.files
                    .map(({ name }) => name)
                    .slice(0, 8)
                    .join(" · ")}
                </Typography>
                <Encodings
                  texts={found.data.texts}
                  chosen={encodings}
                  onChange={chosen => {
                    setEncodings(chosen)
                    setMapping(null)
                  }}
                />
                {found.data.sheets.length > 1 && (
                  <TextField
                    select
                    label={t("sheet")}
                    value={found.data.sheet ?? ""}
                    onChange={event => {
                      setSheet(event.target.value)
                      setMapping(null)
                    }}
                    sx={{ width: 320 }}
                  >
                    {found.data.sheets.map(name => (
                      <MenuItem key={name} value={name}>
                        {name}
                      </MenuItem>
                    ))}
                  </TextField>
                )}
                <TextField
                  select
                  label={t("scenario")}
                  value={scenario}
                  onChange={event => setScenario(event.target.value)}
                  helperText={t("scenarioNote")}
                  slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
                  sx={{ width: 320 }}
                >
                  <MenuItem value="">{t("asGiven")}</MenuItem>
                  {status?.scenarios.map(({ id }) => (
                    <MenuItem key={id} value={id}>
                      {scenarioName(id)}
                    </MenuItem>
                  ))}
                </TextField>
                <Button
                  variant="contained"
                  disabled={found.isPlaceholderData || found.data.texts.some(({ sure }) => !sure)}
                  onClick={() => setStep(found.data.mapping ? 1 : 2)}
                >
                  {t("next")}
                </Button>
              </>
            )}
          </Stack>
        )}
        {step === 1 && found.data && guessed && (
          <Stack spacing={2} sx={{ alignItems: "flex-start" }}>
            <Columns columns={found.data.columns} mapping={guessed} onChange={setMapping} />
            <Buttons
              onBack={() => setStep(0)}
              onNext={() => setStep(2)}
              next={t("check")}
              disabled={!mapped}
            />
          </Stack>
        )}
        {step === 2 && (
          <Stack spacing={2} sx={{ alignItems: "flex-start" }}>
            {unclearDates ? (
              <UnclearDates problem={check.problem} onChoose={setDates} />
            ) : check.problem !== null ? (
              <ProblemState problem={check.problem} action={{ label: t("again"), run: check.again }} />
            ) : check.report ? (
              <>
                {check.report.addresses.hosts.length > 0 && (
                  <Hosts
                    addresses={check.report.addresses}
                    onFetch={hosts => {
                      setFetchFrom(hosts)
                      setFetchAgain(false)
                    }}
                    onFetchAgain={() => setFetchAgain(true)}
                  />
                )}
                <Report report={check.report} />
                {check.report.gone.count > 0 && (
                  <Gone gone={check.report.gone} archive={archiveGone} onArchive={setArchiveGone} />
                )}
              </>
            ) : (
              <Box sx={{ width: "100%", maxWidth: 640 }}>
                <Typography role="status" sx={{ mb: 1 }}>
                  {check.step === "images" && check.total !== null && fetchFrom.length > 0
                    ? t("fetching", { done: check.done, total: check.total })
                    : t("reading", { done: check.done })}
                </Typography>
                <LinearProgress
                  aria-label={t("steps.check")}
                  {...(check.total
                    ? { variant: "determinate", value: (100 * check.done) / check.total }
                    : {})}
                />
              </Box>
            )}
            {start.error && <ProblemState problem={start.error} />}
            <Buttons
              onBack={() => {
                setStep(found.data?.mapping ? 1 : 0)
                setFetchAgain(false)
              }}
              onNext={() =>
                request && start.mutate({ ...request, ...(archiveGone && { archiveGone }), locale })
              }
              next={t("doImport")}
              disabled={!check.report || takenBy(check.report) === 0 || start.isPending}
            />
          </Stack>
        )}
        {step === 3 && job && <Importing id={job.id} />}
      </Stack>
    </Screen>
  )
}

const takenBy = ({ items }: ImportReport): number => items.added + items.updated + items.unchanged

function Buttons({
  onBack,
  onNext,
  next,
  disabled,
}: {
  onBack: () => void
  onNext: () => void
  next: string
  disabled: boolean
}) {
  const t = useTranslations("import")
  return (
    <Stack direction="row" spacing={1}>
      <Button variant="outlined" color="inherit" onClick={onBack}>
        {t("previous")}
      </Button>
      <Button variant="contained" onClick={onNext} disabled={disabled}>
        {next}
      </Button>
    </Stack>
  )
}

/** The import as it runs, and where to go from there. */
function Importing({ id }: { id: string }) {
  const t = useTranslations("import")
  const [, navigate] = useLocation()
  const { data: jobs } = useQuery(orpc.jobs.list.queryOptions())
  const cancel = useMutation(orpc.jobs.cancel.mutationOptions())
  const text = useJobText()
  const job = jobs?.find(one => one.id === id)
  if (!job) return <LoadingState count={2} height={32} />
  const { state, progress, problem } = job
  const running = state === "queued" || state === "running"
  const outcome = text.outcome(job)
  return (
    <Stack spacing={2} sx={{ alignItems: "flex-start", maxWidth: 640 }}>
      <Typography variant="h2" role="status">
        {running ? t("importing") : state === "done" ? t("imported") : t("stopped")}
      </Typography>
      {running && (
        <LinearProgress
          aria-label={t("importing")}
          sx={{ width: "100%" }}
          {...(progress.total
            ? { variant: "determinate", value: (100 * progress.done) / progress.total }
            : {})}
        />
      )}
      {outcome && <Typography>{outcome}</Typography>}
      {problem && <ProblemState problem={problem} />}
      {running ? (
        <Button variant="outlined" color="inherit" onClick={() => cancel.mutate({ id })}>
          {t("cancel")}
        </Button>
      ) : (
        <Stack direction="row" spacing={1}>
          <Button variant="contained" onClick={() => navigate(`~${paths.catalog}`)}>
            {t("toCatalog")}
          </Button>
          <Button variant="outlined" color="inherit" onClick={() => navigate(`~${paths.jobs}`)}>
            {t("toJobs")}
          </Button>
        </Stack>
      )}
      {state === "done" && (
        <Typography variant="body2" color="textSecondary">
          {t("preparing")}
        </Typography>
      )}
    </Stack>
  )
}
