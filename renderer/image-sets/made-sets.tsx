/** Sets that are being made, and those that were: their jobs, with the report. */
import CollectionsOutlined from "@mui/icons-material/CollectionsOutlined"
import { Box, Button } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { Fragment, useState } from "react"
import type { Job } from "../../native/contract/api/jobs.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { JobReport } from "../shared/job-report.tsx"
import { JobRow } from "../shared/job-row.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { EmptyState } from "../ui/states.tsx"
import { HeldImages } from "./held-images.tsx"

export function MadeSets() {
  const t = useTranslations("imageSets")
  const jobs = useQuery(orpc.jobs.list.queryOptions())
  const [looked, setLooked] = useState<Job | null>(null)
  const [held, setHeld] = useState<string | null>(null)
  const sets = jobs.data?.filter(({ kind }) => kind === "export") ?? []
  return (
    <Box sx={{ flex: 1, overflow: "auto", p: 3, display: "flex" }}>
      <Loaded query={jobs} loading={{ count: 4, height: 72 }}>
        {() =>
          sets.length === 0 ? (
            <EmptyState icon={<CollectionsOutlined />} title={t("none")} text={t("noneText")} />
          ) : (
            <Box
              component="ul"
              sx={{
                listStyle: "none",
                m: 0,
                p: 0,
                display: "grid",
                gap: 1,
                alignContent: "start",
                width: "100%",
                maxWidth: 860,
              }}
            >
              {sets.map(job => (
                <Fragment key={job.id}>
                  <JobRow job={job} onReport={setLooked} />
                  {job.state === "done" && (job.figures.held ?? 0) > 0 && (
                    <Box component="li">
                      <Button size="small" variant="outlined" onClick={() => setHeld(job.id)}>
                        {t("held.look", { count: job.figures.held ?? 0 })}
                      </Button>
                    </Box>
                  )}
                </Fragment>
              ))}
            </Box>
          )
        }
      </Loaded>
      <JobReport job={looked} onClose={() => setLooked(null)} />
      {held !== null && <HeldImages job={held} onClose={() => setHeld(null)} />}
    </Box>
  )
}
