/** Image sets: put one together, and those that were made. */
import { Tab, Tabs } from "@mui/material"
import { useState } from "react"
import { useTranslations } from "../app/translations.ts"
import { Screen } from "../ui/screen.tsx"
import { Builder } from "./builder.tsx"
import { MadeSets } from "./made-sets.tsx"

export default function ImageSetsScreen() {
  const t = useTranslations("imageSets")
  const [tab, setTab] = useState<"build" | "made">("build")
  return (
    <Screen
      fill
      title={t("title")}
      toolbar={
        <Tabs
          value={tab}
          onChange={(_event, next) => setTab(next)}
          aria-label={t("title")}
          sx={{ minHeight: 36 }}
        >
          <Tab
            value="build"
            label={t("build")}
            id="sets-build"
            aria-controls="sets-panel"
            sx={{ minHeight: 36 }}
          />
          <Tab
            value="made"
            label={t("made")}
            id="sets-made"
            aria-controls="sets-panel"
            sx={{ minHeight: 36 }}
          />
        </Tabs>
      }
    >
      <div
        id="sets-panel"
        role="tabpanel"
        aria-labelledby={`sets-${tab}`}
        style={{ flex: 1, minWidth: 0, display: "flex" }}
      >
        {tab === "build" ? <Builder onStarted={() => setTab("made")} /> : <MadeSets />}
      </div>
    </Screen>
  )
}
