/** Where things are kept, and what a report about the program needs. */
import { Button, Skeleton, Stack, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { Link } from "wouter"
import { useCopyDiagnostics } from "../app/diagnostics.ts"
import { paths } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { ShowLogs } from "./logs.tsx"
import { Section } from "./section.tsx"

export function Workspace() {
  const t = useTranslations("settings")
  const copyLabel = useTranslations("common.problem")("copyDiagnostics")
  const copy = useCopyDiagnostics()
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  return (
    <>
      <Section title={t("workspace")} text={t("workspaceText")}>
        <Stack spacing={1}>
          <Line name={t("folder")}>{status?.workspace.path}</Line>
          <Line name={t("contents")}>
            {status &&
              t("contentsText", { items: status.workspace.items, personas: status.workspace.personas })}
          </Line>
          <div>
            <Button component={Link} href={`~${paths.import}`} variant="outlined">
              {t("importCatalog")}
            </Button>
          </div>
        </Stack>
      </Section>
      <Section title={t("help")} text={t("diagnosticsText")}>
        <Stack spacing={1}>
          <Line name={t("version")}>{status?.version}</Line>
          <Stack direction="row" spacing={1}>
            <Button variant="outlined" onClick={() => void copy()}>
              {copyLabel}
            </Button>
            <ShowLogs />
          </Stack>
        </Stack>
      </Section>
    </>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Stack direction="row" spacing={2} sx={{ minHeight: 24 }}>
      <Typography variant="body2" color="textSecondary" sx={{ width: 96, flexShrink: 0 }}>
        {name}
      </Typography>
      {children === undefined ? (
        <Skeleton width={240} height={20} />
      ) : (
        <Typography variant="body2" sx={{ overflowWrap: "anywhere", userSelect: "text" }}>
          {children}
        </Typography>
      )}
    </Stack>
  )
}
