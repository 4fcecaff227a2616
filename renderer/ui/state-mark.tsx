/** The state of a job or a run as a sign. */
import Block from "@mui/icons-material/CancelOutlined"
import CheckCircle from "@mui/icons-material/CheckCircleOutlined"
import ErrorOutline from "@mui/icons-material/ErrorOutlined"
import HourglassEmpty from "@mui/icons-material/HourglassEmptyOutlined"
import PauseCircle from "@mui/icons-material/PauseCircleOutlined"
import StopCircle from "@mui/icons-material/StopCircleOutlined"
import { Box, CircularProgress } from "@mui/material"
import type { ReactNode } from "react"
import type { JobState } from "../../native/contract/api/jobs.ts"
import type { RunState } from "../../native/contract/training.ts"

/** A run that was cancelled is shown as such, though it is kept as one that failed. */
export type ShownState = RunState | JobState

const busy = <CircularProgress size={18} thickness={5} aria-hidden />

const marks: Record<ShownState, ReactNode> = {
  queued: <HourglassEmpty sx={{ color: "text.secondary" }} />,
  preparing: busy,
  running: busy,
  paused: <PauseCircle sx={{ color: "warning.main" }} />,
  done: <CheckCircle sx={{ color: "success.main" }} />,
  stopped: <StopCircle sx={{ color: "success.main" }} />,
  failed: <ErrorOutline sx={{ color: "error.main" }} />,
  cancelled: <Block sx={{ color: "text.secondary" }} />,
}

export function StateMark({ state }: { state: ShownState }) {
  return <Box sx={{ display: "grid", placeItems: "center", width: 24, height: 24 }}>{marks[state]}</Box>
}
