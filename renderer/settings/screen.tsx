/** Settings: what the program looks like, runs on and tags with. Every change is kept at once. */
import { Stack } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useTranslations } from "use-intl"
import { orpc } from "../engine/rpc.ts"
import { Screen } from "../ui/screen.tsx"
import { LoadingState, ProblemState } from "../ui/states.tsx"
import { Devices } from "./devices.tsx"
import { Looks } from "./looks.tsx"
import { Packs } from "./packs.tsx"
import { Tagger } from "./tagger.tsx"
import { Workspace } from "./workspace.tsx"

export default function SettingsScreen() {
  const t = useTranslations("settings")
  const retry = useTranslations("common.problem")("retry")
  const query = useQuery(orpc.settings.get.queryOptions())
  return (
    <Screen title={t("title")}>
      {query.isPending ? (
        <LoadingState count={4} height={160} />
      ) : query.isError ? (
        <ProblemState problem={query.error} action={{ label: retry, run: () => void query.refetch() }} />
      ) : (
        <Stack spacing={3}>
          <Looks settings={query.data} />
          <Devices settings={query.data} />
          <Packs />
          <Tagger settings={query.data} />
          <Workspace />
        </Stack>
      )}
    </Screen>
  )
}
