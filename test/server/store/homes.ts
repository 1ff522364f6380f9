/** The homes a store can have, each empty and of its own, for tests that must hold in all of them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { fileHome } from '../../../src/server/store/sqlite.js'
import { postgresHome } from '../../../src/server/store/postgres.js'
import type { Home } from '../../../src/server/store/home.js'
import type { StorePlace } from '../../../src/server/store/open.js'
import type { FeedbackItem, IssuedCard } from '../../../src/server/store/store.js'
import { emptyDatabase } from '../../postgres.js'

export const postgres = inject('postgres')

const folders: string[] = []

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vfcds-store-'))
  folders.push(folder)
  return folder
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

export type Kind = StorePlace['kind']

export const durableKinds = ['file', 'postgres'] as const satisfies readonly Kind[]
export const kinds = ['memory', ...durableKinds] as const satisfies readonly Kind[]

/** Whether the tests of this home can run here. */
export const canRun = (kind: Kind): boolean => kind !== 'postgres' || postgres !== undefined

/** A place that nothing was ever stored in. */
export async function emptyPlace(kind: Kind): Promise<StorePlace> {
  if (kind === 'memory') return { kind }
  if (kind === 'file') return { kind, dataDir: temporaryFolder() }
  if (postgres === undefined) throw new Error('PostgreSQL is not installed')
  return { kind, url: await emptyDatabase(postgres) }
}

/** The environment variable by which the service finds that place. */
export function environmentOf(place: StorePlace): Record<string, string> {
  if (place.kind === 'file') return { DATA_DIR: place.dataDir }
  return place.kind === 'postgres' ? { DATABASE_URL: place.url } : {}
}

/** The tables themselves, for looking past the store. */
export const rawHome = (place: StorePlace): Promise<Home> => {
  if (place.kind === 'memory') throw new Error('nobody else sees a store in memory')
  return place.kind === 'file'
    ? fileHome(place.dataDir)
    : postgresHome({ url: place.url, patienceMs: 5000 }, async ({ db }) => {
        await db.selectFrom('nonce').select('jti').execute()
      })
}

export const CARD = '5f0e1f6e-5d6c-5b7e-9a43-0f4a0b9d2a11'
export const cardNumber = (number: number): string => `00000000-0000-5000-8000-${String(number).padStart(12, '0')}`

export const issued = (more: Partial<IssuedCard> = {}): IssuedCard => ({
  uuid: CARD,
  service: 'vertebral-fracture-patient-view',
  rule: 'early-mobilization',
  version: '1.2.0',
  indicator: 'warning',
  silent: false,
  issuer: 'https://ehr.example',
  tenant: 'north',
  issuedAt: '2026-11-18T08:00:00.000Z',
  patientKey: undefined,
  trigger: undefined,
  ...more
})

export const overridden = (more: Partial<FeedbackItem> = {}): FeedbackItem => ({
  service: 'vertebral-fracture-patient-view',
  card: CARD,
  outcome: 'overridden',
  outcomeTimestamp: '2026-11-18T08:15:00Z',
  acceptedSuggestions: [],
  reasonCode: undefined,
  reasonSystem: undefined,
  comment: undefined,
  issuer: 'https://ehr.example',
  tenant: 'north',
  receivedAt: '2026-11-18T08:15:01.000Z',
  ...more
})

export const accepted = (more: Partial<FeedbackItem> = {}): FeedbackItem =>
  overridden({ outcome: 'accepted', acceptedSuggestions: ['s1'], ...more })
