/** Short messages at the bottom of the window, one at a time, each with at most one action. */
import { Alert, Button, Snackbar } from "@mui/material"
import { useState } from "react"
import { create } from "zustand"

export interface Notice {
  text: string
  /** `info` when absent. */
  kind?: "info" | "success" | "error"
  action?: { label: string; run: () => void }
}

const useNotices = create<{ notice: (Notice & { key: number }) | null }>()(() => ({ notice: null }))

let next = 1

/** @example notify({ text: t("copied"), kind: "success" })
 *
 * @returns what takes it away, if it is still there
 */
export function notify(notice: Notice): () => void {
  const key = next++
  useNotices.setState({ notice: { ...notice, key } })
  return () => {
    if (useNotices.getState().notice?.key === key) useNotices.setState({ notice: null })
  }
}

/** Takes away whatever is said. */
export const clearNotices = (): void => useNotices.setState({ notice: null })

export function Notices() {
  const notice = useNotices(state => state.notice)
  const [shown, setShown] = useState(notice)
  // The text stays while the message fades out.
  if (notice && notice !== shown) setShown(notice)
  return (
    <Snackbar
      key={shown?.key}
      open={notice !== null}
      onClose={(_event, reason) => reason !== "clickaway" && clearNotices()}
      autoHideDuration={shown?.kind === "error" || shown?.action ? 9000 : 4000}
      anchorOrigin={{ vertical: "bottom", horizontal: "center" }}
    >
      <Alert
        variant="filled"
        icon={false}
        role={shown?.kind === "error" ? "alert" : "status"}
        sx={{
          bgcolor: "text.primary",
          color: "background.paper",
          boxShadow: "0 6px 24px rgba(0,0,0,.3)",
          whiteSpace: "pre-line",
          "& .MuiAlert-action": { pt: 0, alignItems: "center" },
        }}
        action={
          shown?.action && (
            <Button
              size="small"
              color="inherit"
              sx={{ fontWeight: 600 }}
              onClick={() => {
                shown.action?.run()
                clearNotices()
              }}
            >
              {shown.action.label}
            </Button>
          )
        }
      >
        {shown?.text}
      </Alert>
    </Snackbar>
  )
}
