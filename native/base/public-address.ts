/**
 * Connections to the public internet alone. A name is judged by all addresses that it leads to at the moment of the connection, so
 * that one that leads elsewhere a second later gains nothing.
 */
import { type LookupAddress, type LookupOptions, lookup } from "node:dns"
import { BlockList, isIP, isIPv6, type LookupFunction } from "node:net"

/** What IANA keeps for special purposes: private, shared, local, for documents and measurements, multicast, reserved. */
const special4 = blockList("ipv4", [
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24",
  "192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4",
])
/** All addresses of IPv6 that lead through the internet; the rest maps IPv4, is local or isn't given to anyone. */
const global6 = blockList("ipv6", ["2000::/3"])
const special6 = blockList("ipv6", ["2001::/23 2001:db8::/32 2002::/16 3fff::/20"])

function blockList(family: "ipv4" | "ipv6", lines: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of lines.flatMap(line => line.split(" "))) {
    const [net, prefix] = range.split("/") as [string, string]
    list.addSubnet(net, Number(prefix), family)
  }
  return list
}

export function isPublic(address: string): boolean {
  if (isIPv6(address)) return global6.check(address, "ipv6") && !special6.check(address, "ipv6")
  return isIP(address) === 4 && !special4.check(address, "ipv4")
}

export class NotPublic extends Error {
  readonly address: string
  constructor(address: string) {
    super("not a public address")
    this.address = address
  }
}

/** @throws NotPublic for a host that is written as an address; names are judged by `publicLookup`. */
export function checkLiteral({ hostname }: URL, allowed: readonly string[]): void {
  const address = hostname.replaceAll(/^\[|\]$/g, "")
  if (isIP(address) !== 0 && !allowed.includes(address) && !isPublic(address)) throw new NotPublic(address)
}

export type LookupAll = (
  hostname: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** A lookup for connections that fails with NotPublic where any of the addresses isn't public. */
export const publicLookup =
  (allowed: readonly string[], ask: LookupAll = lookup): LookupFunction =>
  (hostname, options, done) =>
    ask(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      const other = addresses?.find(({ address }) => !allowed.includes(address) && !isPublic(address))
      if (error || !first) done(error ?? new Error("no address"), "", 0)
      else if (other) done(new NotPublic(other.address), "", 0)
      else if (options.all) done(null, addresses)
      else done(null, first.address, first.family)
    })
