import { createHash } from 'node:crypto'

/** The namespace of this service's name-based UUIDs. */
const NAMESPACE = Buffer.from('7c2f8a53d1b94b0c9d3e5b6a1f4e2c70', 'hex')

/** UUIDv5 (RFC 9562 §5.5) of a name: equal names give equal ids, in lower case. */
export function uuidOf(name: string): string {
  const hash = createHash('sha1').update(NAMESPACE).update(name).digest()
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}
