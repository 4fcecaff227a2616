/** Runs before each file of component tests. All files share one page, so what a test drew goes before the next one. */
import { beforeEach } from "vitest"
import { cleanup } from "vitest-browser-react/pure"

beforeEach(() => cleanup())
