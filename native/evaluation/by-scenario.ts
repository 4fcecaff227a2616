/** The rows of each scenario, scenarios in the order of their ids; none where all rows are of one. */
export function byScenario<Row extends { scenario: string }>(
  rows: readonly Row[],
): { scenario: string; rows: Row[] }[] {
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))].toSorted()
  if (scenarios.length < 2) return []
  return scenarios.map(scenario => ({ scenario, rows: rows.filter(row => row.scenario === scenario) }))
}
