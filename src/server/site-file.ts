/** Reads the file that SITE_CONFIG names; a wrong value stops the start with a sentence naming it and the place in the file. */
import { readFileSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import { conflictingCodes, defaultSite, siteOf, type Site, type SiteSettings } from '../site.js'
import { ConfigError, readConfig, type Config } from './config.js'
import { problemIn, siteSchema } from './site-schema.js'

const refuse = (sentence: string): never => {
  throw new ConfigError(`SITE_CONFIG: ${sentence}.`)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return refuse('the file could not be read')
  }
}

/** Every JSON file is YAML too; a member that stands twice is an error in both. */
function contentOf(path: string): unknown {
  const lines = new LineCounter()
  const document = parseDocument(textOf(path), { lineCounter: lines, logLevel: 'silent' })
  const [first] = document.errors
  if (first !== undefined) {
    const problem = first.code === 'DUPLICATE_KEY' ? 'a member stands twice' : 'the file is neither YAML nor JSON'
    return refuse(`${problem} (line ${String(lines.linePos(first.pos[0]).line)})`)
  }
  try {
    return document.toJS({ maxAliasCount: 20 }) ?? {}
  } catch {
    return refuse('the file uses aliases that cannot be followed')
  }
}

/** What no single member shows: two members that contradict each other. */
function checkTogether(settings: SiteSettings): void {
  const conflict = conflictingCodes(settings)
  if (conflict !== undefined) {
    const [one, other] = conflict
    refuse(`${other.place} has the system and code of ${one.place}, and one code cannot mean two orders`)
  }
  const { available, firstOralBisphosphonate: first } = settings.formulary ?? {}
  if (first !== undefined && available !== undefined && !available.includes(first))
    refuse(`formulary.firstOralBisphosphonate is ${first}, which formulary.available leaves out`)
}

export function readSite(path: string | undefined): Site {
  if (path === undefined) return defaultSite
  const content = contentOf(path)
  const parsed = siteSchema.safeParse(content)
  if (!parsed.success) return refuse(problemIn(parsed.error, content))
  checkTogether(parsed.data)
  return siteOf(parsed.data)
}

type Env = Readonly<Record<string, string | undefined>>

/** The file wins where the variable is not set; two that differ are a mistake nobody should guess about. */
function agreed<T>(env: Env, name: string, inConfig: T, inSite: T | undefined, member: string): T {
  if (inSite === undefined) return inConfig
  const isSet = (env[name] ?? '').trim() !== ''
  if (isSet && inConfig !== inSite) refuse(`${member} is ${String(inSite)}, but ${name} is ${String(inConfig)}; set one of them`)
  return inSite
}

/** Variables and site file together: what this deployment runs with. */
export interface Deployment {
  readonly config: Config
  readonly site: Site
}

/** Throws a ConfigError that names the variable, or the place in the file. */
export function readDeployment(env: Env): Deployment {
  const config = readConfig(env)
  const site = readSite(config.siteConfig)
  return {
    config: {
      ...config,
      jurisdiction: agreed(env, 'JURISDICTION', config.jurisdiction, site.jurisdiction, 'jurisdiction'),
      maxCards: agreed(env, 'MAX_CARDS', config.maxCards, site.maxCards, 'maxCards')
    },
    site
  }
}
