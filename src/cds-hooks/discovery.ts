/** The discovery wire format. CDS Hooks 2.0.1, "Discovery". */
import type { HookName } from './request.js'

export interface DiscoveryEntry {
  readonly hook: HookName
  readonly id: string
  readonly title: string
  readonly description: string
  readonly version: string
  readonly usageRequirements: string
  readonly prefetch: Readonly<Record<string, string>>
}

export interface Discovery {
  readonly services: readonly DiscoveryEntry[]
}
