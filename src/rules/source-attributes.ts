/**
 * The source attributes of a rule, as US certification asks of an evidence-based intervention (45 CFR 170.315(b)(11)):
 * where it comes from, and which patient characteristics it uses.
 */
import type { FactName } from '../facts/index.js'
import { evidenceOf } from './evidence.js'
import type { Rule } from './rule.js'

/** Facts that are computed from sex, birth date, or a health-status assessment. */
const fromSex: ReadonlySet<FactName> = new Set(['patient', 'adult50', 'renal', 'labGaps'])
const fromBirthDate: ReadonlySet<FactName> = new Set([
  'patient',
  'adult50',
  'renal',
  'labGaps',
  'fracture',
  'fractures',
  'confirmedFracture'
])
const fromHealthStatus: ReadonlySet<FactName> = new Set(['pain', 'painCourse', 'uprightIntolerance', 'oralRoute'])

export interface SourceAttributes {
  readonly citation: readonly { readonly label: string; readonly url: string }[]
  readonly developer: string
  readonly funding: string
  readonly releaseAndRevisionDates: { readonly evidence: number; readonly rule: string; readonly reviewed: string }
  readonly usesRace: boolean
  readonly usesEthnicity: boolean
  readonly usesLanguage: boolean
  readonly usesSexualOrientation: boolean
  readonly usesGenderIdentity: boolean
  readonly usesSex: boolean
  readonly usesBirthDate: boolean
  readonly usesSocialDeterminants: boolean
  readonly usesHealthStatusAssessments: boolean
}

export interface RuleAttributes {
  readonly id: string
  readonly title: string
  readonly version: string
  readonly strength: Rule['strength']
  /** Filled by the site that deploys the service. */
  readonly clinicalOwner: string
  readonly attributes: SourceAttributes
  readonly inputs: readonly FactName[]
  readonly needsClinicalSignOff: readonly string[]
}

export function sourceAttributes(rule: Rule): RuleAttributes {
  const uses = (facts: ReadonlySet<FactName>): boolean => rule.needs.some(name => facts.has(name))
  const source = evidenceOf(rule.source)
  return {
    id: rule.id,
    title: rule.title,
    version: rule.version,
    strength: rule.strength,
    clinicalOwner: 'to be named by the deploying site',
    attributes: {
      citation: [...new Set([rule.source, ...rule.evidence])].map(id => ({ label: evidenceOf(id).label, url: evidenceOf(id).url })),
      developer: `Evidence: ${source.publisher}. Rule: the vertebral-fracture-cds project.`,
      funding: 'The rule: none. The evidence: as its publisher states.',
      releaseAndRevisionDates: { evidence: source.year, rule: rule.version, reviewed: rule.reviewed },
      usesRace: false,
      usesEthnicity: false,
      usesLanguage: false,
      usesSexualOrientation: false,
      usesGenderIdentity: false,
      usesSex: uses(fromSex),
      usesBirthDate: uses(fromBirthDate),
      usesSocialDeterminants: false,
      usesHealthStatusAssessments: uses(fromHealthStatus)
    },
    inputs: rule.needs,
    needsClinicalSignOff: rule.signOff
  }
}
