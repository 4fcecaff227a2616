/** What is thought of a picture, as signs in its corner: starred, approved, rejected. Text beside it says the same. */
import CheckCircleOutlined from "@mui/icons-material/CheckCircleOutlined"
import HighlightOffOutlined from "@mui/icons-material/HighlightOffOutlined"
import Star from "@mui/icons-material/Star"
import { Stack } from "@mui/material"
import type { Mark } from "../../native/contract/verdict.ts"

export function RenderMarks({ mark: { starred, verdict } }: { mark: Mark }) {
  return (
    <Stack direction="row" aria-hidden sx={{ position: "absolute", right: 3, bottom: 3, gap: "2px" }}>
      {starred && <Star sx={{ ...badge, color: "#f5c542" }} />}
      {verdict === "approved" && <CheckCircleOutlined sx={{ ...badge, color: "#7be3a9" }} />}
      {verdict === "rejected" && <HighlightOffOutlined sx={{ ...badge, color: "#ff9c94" }} />}
    </Stack>
  )
}

const badge = { fontSize: 16, borderRadius: "50%", bgcolor: "rgba(0,0,0,.72)" } as const
