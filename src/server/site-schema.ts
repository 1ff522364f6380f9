/** What the file of a site may hold, and the sentence for what it may not. */
import { z } from 'zod'
import { thresholdNames, thresholds, type ThresholdName } from '../facts/settings.js'
import { medicineIds, orderNames, recognisableNames, redFlagIds, ruleIds, ruleSwitches, type RuleSwitch } from '../site.js'

/** A mapping from known names only. */
const byName = <const Name extends string, Value extends z.ZodType>(names: readonly Name[], of: (name: Name) => Value) =>
  z.strictObject(Object.fromEntries(names.map(name => [name, of(name).optional()])) as Record<Name, z.ZodOptional<Value>>)

const within = (least: number, most: number, what: string) =>
  z.custom<number>(
    value => typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most,
    `must be a whole number of ${what} from ${String(least)} to ${String(most)}`
  )

const threshold = (name: ThresholdName) => within(thresholds[name].least, thresholds[name].most, thresholds[name].unit)

const RED_FLAG = 'must stay on: a red flag is what keeps an emergency from being missed, so it can be neither off nor silent'
const ruleSwitch = (id: string) =>
  z
    .enum(ruleSwitches, `must be one of ${ruleSwitches.join(', ')}`)
    .refine((value: RuleSwitch) => value === 'on' || !redFlagIds.has(id), RED_FLAG)

/** An absolute URI: a scheme and something after it, no white space. */
const system = z
  .string('must be the URI of a code system')
  .regex(/^(urn:[a-z0-9][a-z0-9-]*:|https?:\/\/)[^\s|]+$/i, 'must be an absolute http, https or urn URI')
const filled = (what: string, most: number) =>
  z
    .string(`must be ${what}`)
    .refine(value => value.trim() === value && value !== '' && value.length <= most, `must be ${what}, at most ${String(most)} characters`)
const code = filled('a code as text in quotes, without white space around it', 100)
const display = filled('words', 200)

/** A yes or no. */
const flag = z.boolean('must be true or false')

export const siteSchema = z.strictObject({
  jurisdiction: z.enum(['US', 'CA', 'UK', 'EU', 'other'], 'must be one of US, CA, UK, EU, other').optional(),
  maxCards: within(1, 50, 'cards').optional(),
  services: z.strictObject({ fractureLiaison: flag.optional() }).optional(),
  rules: byName(ruleIds, ruleSwitch).optional(),
  formulary: z
    .strictObject({
      firstOralBisphosphonate: z.enum(['alendronate', 'risedronate'], 'must be alendronate or risedronate').optional(),
      available: z.array(z.enum(medicineIds, `must be one of ${medicineIds.join(', ')}`), 'must be a list of orders').optional()
    })
    .optional(),
  thresholds: byName(thresholdNames, threshold).optional(),
  orders: byName(orderNames, () => z.strictObject({ system, code, display, text: display.optional() })).optional(),
  recognise: byName(recognisableNames, () =>
    z.array(z.strictObject({ system, code }), 'must be a list of codes, each with system and code').min(1, 'must name at least one code')
  ).optional()
})

/** Members by the place they may stand in. */
const membersAt = (path: readonly PropertyKey[]): readonly string[] => {
  const [first, second] = path
  if (first === undefined) return Object.keys(siteSchema.shape)
  if (first === 'rules') return ruleIds
  if (first === 'thresholds') return thresholdNames
  if (first === 'orders') return second === undefined ? orderNames : ['system', 'code', 'display', 'text']
  if (first === 'recognise') return second === undefined ? recognisableNames : ['system', 'code']
  if (first === 'services') return ['fractureLiaison']
  return ['firstOralBisphosphonate', 'available']
}

/** Steps of insertion, deletion and exchange that lead from one word to another. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)))
    row = next
  }
  return row[to.length] ?? 0
}

const NEAREST = 3

const nearest = (written: string, names: readonly string[]): string =>
  names
    .map(name => ({ name, far: distance(written.toLowerCase().slice(0, 60), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, NEAREST)
    .map(({ name }) => name)
    .join(', ')

const placeOf = (path: readonly PropertyKey[]): string =>
  path.map((step, index) => (typeof step === 'number' ? `[${String(step)}]` : `${index === 0 ? '' : '.'}${String(step)}`)).join('')

const valueAt = (content: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined),
    content
  )

/** The first problem in words: its place, and what belongs there. */
export function problemIn(error: z.ZodError, content: unknown): string {
  const [issue] = error.issues
  if (issue === undefined) return 'the file is not valid'
  const place = placeOf(issue.path)
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    const shown = key.slice(0, 60)
    return `${place === '' ? shown : `${place}.${shown}`} is not known; the nearest names are ${nearest(key, membersAt(issue.path))}`
  }
  if (place === '') return 'the file must hold members with a name each'
  if (valueAt(content, issue.path) === undefined) return `${place} is missing`
  return issue.code === 'invalid_type' && issue.expected === 'object'
    ? `${place} must hold members with a name each`
    : `${place} ${issue.message}`
}
