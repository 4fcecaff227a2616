import { expect, test, vi } from "vitest"
import { expectAccessible, show } from "../testing/show.tsx"
import { Hosts } from "./hosts.tsx"

const hosts = [
  { host: "cdn.example.com", pictures: 40, allowed: false },
  { host: "img.example.org", pictures: 1, allowed: false },
]

test("hosts are named with their pictures, none is ticked, and only ticked ones are asked", async () => {
  const onFetch = vi.fn()
  const addresses = { hosts, fetched: 0, known: 0, failed: 0 }
  const screen = await show(<Hosts addresses={addresses} onFetch={onFetch} onFetchAgain={vi.fn()} />)
  await expect.element(screen.getByRole("heading", { name: "41 pictures are on the web" })).toBeVisible()
  const cdn = screen.getByRole("checkbox", { name: "cdn.example.com: 40 pictures" })
  await expect.element(cdn).not.toBeChecked()
  await expect.element(screen.getByRole("checkbox", { name: "img.example.org: 1 picture" })).not.toBeChecked()
  await expect.element(screen.getByRole("button")).toBeDisabled()
  await cdn.click()
  await screen.getByRole("button", { name: "Fetch from this host" }).click()
  expect(onFetch).toHaveBeenCalledWith(["cdn.example.com"])
  await expectAccessible()
})

test("what was fetched is said, and consent can be taken back", async () => {
  const onFetch = vi.fn()
  const allowed = hosts.map((host, at) => ({ ...host, allowed: at === 0 }))
  const addresses = { hosts: allowed, fetched: 30, known: 8, failed: 2 }
  const screen = await show(<Hosts addresses={addresses} onFetch={onFetch} onFetchAgain={vi.fn()} />)
  await expect
    .element(screen.getByRole("status"))
    .toHaveTextContent("30 fetched, 8 there already, 2 not to be had.")
  await screen.getByRole("checkbox", { name: "cdn.example.com: 40 pictures" }).click()
  await screen.getByRole("button", { name: "Go on without them" }).click()
  expect(onFetch).toHaveBeenCalledWith([])
})

test("what is kept from before can be fetched again, while nothing else is chosen", async () => {
  const onFetchAgain = vi.fn()
  const allowed = hosts.map(host => ({ ...host, allowed: true }))
  const addresses = { hosts: allowed, fetched: 0, known: 41, failed: 0 }
  const screen = await show(<Hosts addresses={addresses} onFetch={vi.fn()} onFetchAgain={onFetchAgain} />)
  const again = screen.getByRole("button", { name: "Fetch again" })
  await again.click()
  expect(onFetchAgain).toHaveBeenCalledOnce()
  await expectAccessible()
  await screen.getByRole("checkbox", { name: "cdn.example.com: 40 pictures" }).click()
  await expect.element(again).not.toBeInTheDocument()
})
