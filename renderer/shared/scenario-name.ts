/** What a scenario is called: those that ship with the program in the page's language, the user's own as they named it. */
import { useQuery } from "@tanstack/react-query"
import { page as en } from "../../native/words/en/page/index.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"

const shipped: Readonly<Record<string, string>> = en.common.scenarios

/** Takes the id. @example const scenarioName = useScenarioName(); scenarioName(item.scenario) */
export function useScenarioName(): (id: string) => string {
  const t = useTranslations("common.scenarios")
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  return id => {
    const name = status?.scenarios.find(scenario => scenario.id === id)?.name ?? id
    // A user's own scenario may stand in for one of ours.
    return shipped[id] === name ? t(id as keyof typeof en.common.scenarios) : name
  }
}
