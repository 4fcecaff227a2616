/** The page's key in a browser: it comes behind the # of the link, and no browser sends it anywhere by itself. */
import { pageKeyName } from "../../native/contract/shell.ts"

const storageName = "iamg-page-key"
const pattern = new RegExp(`^#${pageKeyName}=([\\w-]+)$`)

/** Takes the key out of the address, before anyone reads that as the address of a screen. */
export function keepKey(): void {
  const key = pattern.exec(window.location.hash)?.[1]
  if (key === undefined) return
  sessionStorage.setItem(storageName, key)
  window.history.replaceState(null, "", window.location.pathname)
}

/** Empty where the page wasn't opened by the link. */
export const pageKey = (): string => sessionStorage.getItem(storageName) ?? ""
