import * as crypto from 'node:crypto'

/** The namespace of this service's name-based UUIDs. */
const NAMESPACE = Buffer.from('7c2f8a53d1b94b0c9d3e5b6a1f4e2c70', 'hex')

const sha1 = (bytes: Uint8Array): string => crypto.hash('sha1', bytes, 'hex')

/** UUIDv5 (RFC 9562 §5.5) of a name: equal names give equal ids, in lower case. */
export function uuidOf(name: string): string {
  const hex = sha1(Buffer.concat([NAMESPACE, Buffer.from(name)]))
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
