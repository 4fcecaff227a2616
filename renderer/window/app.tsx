/** Everything around the screens: cache, language, theme, routes by the part after “#”. */
import CssBaseline from "@mui/material/CssBaseline"
import { ThemeProvider, useColorScheme } from "@mui/material/styles"
import { QueryClientProvider, useQuery } from "@tanstack/react-query"
import { type ReactNode, useEffect, useState } from "react"
import { IntlProvider } from "use-intl"
import { Router } from "wouter"
import { useHashLocation } from "wouter/use-hash-location"
import { EngineDiagnostics } from "../app/diagnostics.ts"
import { lastLanguage, useMessagesIn } from "../app/locale.ts"
import { Notices } from "../app/notices.tsx"
import { themeIn } from "../app/theme.ts"
import { followEngine } from "../engine/live.ts"
import { client, orpc, queryClient } from "../engine/rpc.ts"
import { FolderPickerProvider } from "../shared/folder-picker.tsx"
import { AskProvider } from "../ui/ask.tsx"
import { Frame } from "./frame.tsx"

export function App() {
  useEffect(() => followEngine(client, orpc, queryClient), [])
  return (
    <QueryClientProvider client={queryClient}>
      <Language>
        <ThemeSetting />
        <Router hook={useHashLocation}>
          <EngineDiagnostics value={readDiagnostics}>
            <AskProvider>
              <FolderPickerProvider>
                <Frame />
                <Notices />
              </FolderPickerProvider>
            </AskProvider>
          </EngineDiagnostics>
        </Router>
      </Language>
    </QueryClientProvider>
  )
}

const readDiagnostics = () => client.app.diagnostics().then(({ text }) => text)

/** The theme, and the page in the language of the settings; in the last one until they are read. */
function Language({ children }: { children: ReactNode }) {
  const { data } = useQuery(orpc.settings.get.queryOptions())
  const [last] = useState(lastLanguage)
  const spoken = useMessagesIn(data?.language ?? last)
  const [timeZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
  return (
    <ThemeProvider theme={themeIn(spoken?.locale ?? "en")} defaultMode="system">
      <CssBaseline enableColorScheme />
      {spoken && (
        // The strings are checked against English by type; their exact texts differ.
        <IntlProvider locale={spoken.locale} messages={spoken.messages as never} timeZone={timeZone}>
          {children}
        </IntlProvider>
      )}
    </ThemeProvider>
  )
}

/** Light or dark follows the settings, in the page and, where there is one, in the shell. */
function ThemeSetting() {
  const { data } = useQuery(orpc.settings.get.queryOptions())
  const { setMode } = useColorScheme()
  const wanted = data?.theme
  useEffect(() => {
    if (!wanted) return
    setMode(wanted)
    window.studio?.setTheme(wanted)
  }, [wanted, setMode])
  return null
}
