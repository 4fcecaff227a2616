/** What a finished job left: renders as pictures, an import's or an image set's report as a table. */
import { Dialog, DialogContent, DialogTitle } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useId, useState } from "react"
import type { Job } from "../../native/contract/api/jobs.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { CloseButton } from "../ui/close-button.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { ReportView } from "./report-views.tsx"
import { useJobText } from "./use-job-text.ts"

/** Open while there is a job. */
export function JobReport({ job, onClose }: { job: Job | null; onClose: () => void }) {
  const heading = useId()
  const [shown, setShown] = useState(job)
  // The text stays while the dialog fades out.
  if (job && job !== shown) setShown(job)
  return (
    <Dialog open={job !== null} onClose={onClose} maxWidth="md" fullWidth aria-labelledby={heading}>
      {shown && <Body job={shown} heading={heading} onClose={onClose} />}
    </Dialog>
  )
}

function Body({ job, heading, onClose }: { job: Job; heading: string; onClose: () => void }) {
  const t = useTranslations("jobs")
  const { title } = useJobText()
  const query = useQuery(orpc.jobs.report.queryOptions({ input: { id: job.id } }))
  return (
    <>
      <DialogTitle id={heading} sx={{ pr: 7 }}>
        {t("reportOf", { title: title(job) })}
      </DialogTitle>
      <CloseButton onClick={onClose} />
      <DialogContent tabIndex={0} sx={{ pb: 3, minHeight: 200 }}>
        <Loaded query={query} loading={{ count: 4, height: 28 }}>
          {report => <ReportView of={report} />}
        </Loaded>
      </DialogContent>
    </>
  )
}
