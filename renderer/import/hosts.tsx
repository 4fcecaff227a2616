/** Where on the web the rows' pictures are, and which hosts they may be fetched from. Nothing is fetched before that is said. */
import { Box, Button, Checkbox, FormControlLabel, Stack, Tooltip, Typography } from "@mui/material"
import { useState } from "react"
import { useTranslations } from "../app/translations.ts"
import type { ImportReport } from "./use-check.ts"

export interface HostsProps {
  addresses: ImportReport["addresses"]
  onFetch: (hosts: string[]) => void
  /** Fetches also what is kept from before. */
  onFetchAgain: () => void
}

export function Hosts({ addresses: { hosts, fetched, known, failed }, onFetch, onFetchAgain }: HostsProps) {
  const t = useTranslations("import.hosts")
  const allowed = hosts.filter(host => host.allowed).map(({ host }) => host)
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set(allowed))
  const count = hosts.reduce((sum, { pictures }) => sum + pictures, 0)
  const isNew = ticked.size !== allowed.length || allowed.some(host => !ticked.has(host))
  const tick = (host: string, on: boolean) => {
    const next = new Set(ticked)
    if (on) next.add(host)
    else next.delete(host)
    setTicked(next)
  }
  return (
    <Stack
      component="section"
      aria-label={t("title", { count })}
      sx={{ alignItems: "flex-start", maxWidth: 640 }}
    >
      <Typography variant="h2">{t("title", { count })}</Typography>
      <Typography variant="body2" color="textSecondary">
        {t("explain")}
      </Typography>
      <Box sx={{ maxHeight: 220, overflow: "auto", width: "100%", my: 0.5 }}>
        {hosts.map(({ host, pictures }) => (
          <FormControlLabel
            key={host}
            sx={{ display: "flex" }}
            control={
              <Checkbox checked={ticked.has(host)} onChange={event => tick(host, event.target.checked)} />
            }
            label={t("host", { host, count: pictures })}
          />
        ))}
      </Box>
      {allowed.length > 0 && (
        <Typography role="status" sx={{ mb: 1 }}>
          {t("done", { fetched, known, failed })}
        </Typography>
      )}
      <Stack direction="row" spacing={1}>
        <Button variant="outlined" disabled={!isNew} onClick={() => onFetch([...ticked])}>
          {ticked.size === 0 && allowed.length > 0 ? t("withoutThem") : t("fetch", { count: ticked.size })}
        </Button>
        {known > 0 && !isNew && (
          <Tooltip describeChild title={t("againExplain")}>
            <Button variant="text" color="inherit" onClick={onFetchAgain}>
              {t("again")}
            </Button>
          </Tooltip>
        )}
      </Stack>
    </Stack>
  )
}
