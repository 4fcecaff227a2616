/** Settings: what the program looks like, runs on and tags with. Every change is kept at once. */
import { Stack } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Screen } from "../ui/screen.tsx"
import { Devices } from "./devices.tsx"
import { Farms } from "./farms.tsx"
import { HouseWords } from "./house-words.tsx"
import { Looks } from "./looks.tsx"
import { Models } from "./models.tsx"
import { Packs } from "./packs.tsx"
import { Tagger } from "./tagger.tsx"
import { ProgramUpdates } from "./updates.tsx"
import { Workspace } from "./workspace.tsx"

export default function SettingsScreen() {
  const t = useTranslations("settings")
  const query = useQuery(orpc.settings.get.queryOptions())
  return (
    <Screen title={t("title")}>
      <Loaded query={query} loading={{ count: 4, height: 160 }}>
        {settings => (
          <Stack spacing={3}>
            <Looks settings={settings} />
            <Devices settings={settings} />
            <Packs />
            <Models settings={settings} />
            <Tagger settings={settings} />
            <Farms />
            <HouseWords settings={settings} />
            <ProgramUpdates />
            <Workspace />
          </Stack>
        )}
      </Loaded>
    </Screen>
  )
}
