/** Opens the store of this deployment: PostgreSQL with DATABASE_URL, else one embedded file in DATA_DIR. */
import type { Home } from './home.js'
import { migrate } from './migrations.js'
import { postgresHome } from './postgres.js'
import { sqlStore } from './sql-store.js'
import { fileHome, memoryHome } from './sqlite.js'
import type { Store } from './store.js'

export type StorePlace =
  | { readonly kind: 'memory' }
  | { readonly kind: 'file'; readonly dataDir: string }
  /** `patienceMs`: how long to wait for a database that does not answer yet; 30 s unless given. */
  | { readonly kind: 'postgres'; readonly url: string; readonly patienceMs?: number }

const PATIENCE_MS = 30_000

const migrated = (home: Home): Promise<void> => home.write('migration', migrate)

async function homeAt(place: StorePlace): Promise<Home> {
  if (place.kind === 'postgres') return postgresHome({ url: place.url, patienceMs: place.patienceMs ?? PATIENCE_MS }, migrated)
  const home = place.kind === 'memory' ? memoryHome() : await fileHome(place.dataDir)
  await migrated(home)
  return home
}

/** Runs the migrations first; several processes may do so at once. A place that cannot be used is a ConfigError naming its variable. */
export async function openStore(place: StorePlace): Promise<Store> {
  return sqlStore(await homeAt(place))
}
