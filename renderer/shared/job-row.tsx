/** One job: what it works on, how far it is, what can be done with it. */
import ArrowDownward from "@mui/icons-material/ArrowDownward"
import ArrowUpward from "@mui/icons-material/ArrowUpward"
import Close from "@mui/icons-material/Close"
import Pause from "@mui/icons-material/Pause"
import PlayArrow from "@mui/icons-material/PlayArrow"
import { Box, Button, Card, IconButton, LinearProgress, Stack, Tooltip, Typography } from "@mui/material"
import { useMutation } from "@tanstack/react-query"
import { type DragEvent, type KeyboardEvent, memo, type ReactNode, useEffect, useRef } from "react"
import { useFormatter } from "use-intl"
import type { Job } from "../../native/contract/api/jobs.ts"
import { isOver } from "../../native/contract/api/jobs.ts"
import { useTellProblem } from "../app/attempt.ts"
import { useJoin } from "../app/join.ts"
import { useProblemText } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { StateMark } from "../ui/state-mark.tsx"
import { FarmWork } from "./farm-work.tsx"
import { hasReportView } from "./report-views.tsx"
import { useJobText } from "./use-job-text.ts"
import { usePace } from "./use-pace.ts"

/** What a row needs to be moved; null steps where it stands at that end. */
export interface Move {
  /** Among the waiting jobs, from 0. */
  place: number
  up: (() => void) | null
  down: (() => void) | null
}

export interface DragHandlers {
  draggable: true
  /** The dragged job would come before this one. */
  target: boolean
  onDragStart: (event: DragEvent) => void
  onDragOver: (event: DragEvent) => void
  onDrop: (event: DragEvent) => void
  onDragEnd: () => void
}

export interface JobRowProps {
  job: Job
  onReport: (job: Job) => void
  move?: Move | undefined
  drag?: DragHandlers | undefined
}

/** Drawn again only when its job or its place changes: others report several times a second. */
export const JobRow = memo(function JobRow({ job, onReport, move, drag }: JobRowProps) {
  const t = useTranslations("jobs")
  const format = useFormatter()
  const text = useJobText()
  const title = text.title(job)
  const outcome = text.outcome(job)
  const { target = false, ...dragging } = drag ?? {}
  const when = job.finishedAt ?? job.startedAt ?? job.createdAt
  return (
    <Card
      component="li"
      {...dragging}
      sx={{
        p: 1.5,
        display: "grid",
        gridTemplateColumns: "24px 1fr auto",
        columnGap: 1.5,
        alignItems: "center",
        cursor: drag ? "grab" : "default",
        boxShadow: target ? "0 -2px 0 0 var(--mui-palette-primary-main)" : "none",
      }}
    >
      <StateMark state={job.state} />
      <Box sx={{ minWidth: 0 }}>
        <Typography variant="body1" noWrap title={title} sx={{ fontWeight: 500 }}>
          {title}
        </Typography>
        <Typography variant="caption" color="textSecondary" component="p">
          {[
            t(`kinds.${job.kind}`),
            t(`states.${job.state}`),
            format.dateTime(new Date(when), { dateStyle: "medium", timeStyle: "short" }),
            job.restarts > 0 ? t("restarts", { count: job.restarts }) : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </Typography>
      </Box>
      <Actions job={job} onReport={onReport} move={move} />
      <Box sx={{ gridColumn: "2 / -1", minWidth: 0 }}>
        {!isOver(job.state) && <Progress job={job} />}
        {job.kind === "export" && job.state === "running" && <FarmWork job={job.id} />}
        {outcome && <Typography variant="body2">{outcome}</Typography>}
        {job.problem && <Reason job={job} />}
      </Box>
    </Card>
  )
})

function Reason({ job }: { job: Job }) {
  const space = useTranslations("common.join")("sentence")
  const { message, next } = useProblemText()(job.problem)
  return (
    <Typography variant="body2" sx={{ overflowWrap: "anywhere" }}>
      <Box component="span" sx={{ color: job.state === "failed" ? "error.main" : "text.primary" }}>
        {message}
      </Box>
      {space}
      {next}
    </Typography>
  )
}

function Progress({ job }: { job: Job }) {
  const t = useTranslations("jobs")
  const pace = usePace(job)
  const join = useJoin()
  const { done, total, unit } = job.progress
  const text = useJobText()
  const progress = text.progress(job)
  return (
    <Stack spacing={0.5} sx={{ pt: 0.75 }}>
      <LinearProgress
        aria-label={text.title(job)}
        {...(total !== null || job.state !== "running"
          ? {
              variant: "determinate" as const,
              value: total ? (100 * Math.min(done, total)) / total : 0,
            }
          : {})}
        color={job.state === "paused" ? "warning" : "primary"}
        sx={{ opacity: job.state === "queued" && done === 0 ? 0.4 : 1 }}
      />
      <Typography variant="caption" color="textSecondary" sx={{ fontVariantNumeric: "tabular-nums" }}>
        {join.phrases([
          progress,
          ...(pace && unit === "megabytes" ? [t("speed", { megabytes: pace.perSecond })] : []),
          ...(pace ? [t("left", { time: pace.left })] : []),
        ])}
      </Typography>
    </Stack>
  )
}

function Actions({ job, onReport, move }: Pick<JobRowProps, "job" | "onReport" | "move">) {
  const t = useTranslations("jobs")
  const onError = useTellProblem()
  const pause = useMutation(orpc.jobs.pause.mutationOptions({ onError }))
  const resume = useMutation(orpc.jobs.resume.mutationOptions({ onError }))
  const cancel = useMutation(orpc.jobs.cancel.mutationOptions({ onError }))
  const retry = useMutation(orpc.jobs.retry.mutationOptions({ onError }))
  const { title } = useJobText()
  const name = (action: string) => t("actOn", { action, title: title(job) })
  const { id, kind, state } = job
  return (
    <Stack direction="row" spacing={0.5} sx={{ alignItems: "center" }}>
      {move && <MoveButtons move={move} name={name} />}
      {state === "paused" ? (
        <RowButton label={t("resume")} name={name(t("resume"))} onClick={() => resume.mutate({ id })}>
          <PlayArrow />
        </RowButton>
      ) : (
        !isOver(state) && (
          <RowButton label={t("pause")} name={name(t("pause"))} onClick={() => pause.mutate({ id })}>
            <Pause />
          </RowButton>
        )
      )}
      {!isOver(state) && (
        <RowButton label={t("cancel")} name={name(t("cancel"))} onClick={() => cancel.mutate({ id })}>
          <Close />
        </RowButton>
      )}
      {(state === "failed" || state === "cancelled") && (
        <Button variant="outlined" aria-label={name(t("retry"))} onClick={() => retry.mutate({ id })}>
          {t("retry")}
        </Button>
      )}
      {state === "done" && hasReportView(kind) && (
        <Button color="inherit" aria-label={name(t("report"))} onClick={() => onReport(job)}>
          {t("report")}
        </Button>
      )}
    </Stack>
  )
}

/** Both stay where they are, so that a job can be moved several places by pressing one of them again. */
function MoveButtons({ move, name }: { move: Move; name: (action: string) => string }) {
  const t = useTranslations("jobs")
  const up = useRef<HTMLButtonElement>(null)
  const down = useRef<HTMLButtonElement>(null)
  const pressed = useRef<"up" | "down" | null>(null)
  const { place } = move
  // biome-ignore lint/correctness/useExhaustiveDependencies: a row that moved has lost the focus
  useEffect(() => {
    if (!pressed.current) return
    const [same, other] = pressed.current === "up" ? [up, down] : [down, up]
    pressed.current = null
    // At the end of the list the pressed button is off.
    if (same.current?.disabled) other.current?.focus()
    else same.current?.focus()
  }, [place])
  const go = (way: "up" | "down") => {
    if (!move[way]) return
    pressed.current = way
    move[way]()
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === "ArrowUp") go("up")
    else if (event.key === "ArrowDown") go("down")
    else return
    event.preventDefault()
  }
  return (
    <>
      <RowButton
        ref={up}
        label={t("moveUp")}
        name={name(t("moveUp"))}
        disabled={!move.up}
        onClick={() => go("up")}
        onKeyDown={keys}
      >
        <ArrowUpward />
      </RowButton>
      <RowButton
        ref={down}
        label={t("moveDown")}
        name={name(t("moveDown"))}
        disabled={!move.down}
        onClick={() => go("down")}
        onKeyDown={keys}
      >
        <ArrowDownward />
      </RowButton>
    </>
  )
}

interface RowButtonProps {
  /** What it does, as a hint. */
  label: string
  /** What it does, to which job. */
  name: string
  disabled?: boolean
  onClick: () => void
  onKeyDown?: (event: KeyboardEvent) => void
  ref?: React.Ref<HTMLButtonElement>
  children: ReactNode
}

function RowButton({ label, name, disabled = false, onClick, onKeyDown, ref, children }: RowButtonProps) {
  return (
    <Tooltip title={label}>
      <span>
        <IconButton
          {...(ref ? { ref } : {})}
          {...(onKeyDown ? { onKeyDown } : {})}
          aria-label={name}
          disabled={disabled}
          onClick={onClick}
        >
          {children}
        </IconButton>
      </span>
    </Tooltip>
  )
}
