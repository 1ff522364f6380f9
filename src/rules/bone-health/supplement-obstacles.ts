/** What stands against calcium or vitamin D (the table of clinical reference B1), and what to ask for instead. */
import type { RenalFact } from '../../facts/renal.js'
import { windowText } from '../../facts/settings.js'
import { VITAMIN_D_CEILING } from '../../facts/vitamin-d.js'
import { unreadText } from '../fracture-text.js'
import type { OrderId, Proposal } from '../rule.js'
import { crclText, dated, foreign, list, md, notInterpretedText, own, readingText, round, type Markdown } from '../text.js'
import { calciumText, renalText } from './results-text.js'
import { levelText, productSets, type Supplement, type SupplementInputs } from './supplements.js'

/** A finding that withholds an order. */
export interface Obstacle {
  readonly stops: readonly Supplement[]
  readonly words: Markdown
  /** For the summary: our words, with value and date where there is one. */
  readonly short: string
  /** Tests and referrals to offer in its place. */
  readonly instead: readonly OrderId[]
  /** There is enough of it: nothing is missing. */
  readonly enough?: true
}

const both: readonly Supplement[] = ['calcium', 'vitamin-d']
const names = (findings: readonly { readonly name: string }[]): Markdown =>
  list(findings.slice(0, 2).map(({ name }) => md`${foreign(name)}`))

/** Calcium above range asks a question that supplements must not answer; a primary hyperparathyroidism is one answer. */
function calciumObstacles({ calcium, hypercalcemiaDiagnosis, hyperparathyroidism }: SupplementInputs): readonly Obstacle[] {
  const found: Obstacle[] = []
  const parathyroid = hyperparathyroidism ?? []
  const explained = parathyroid.length > 0
  if (calcium?.status === 'high') {
    found.push({
      stops: both,
      words: md`calcium is high (${calciumText(calcium)}) and needs an explanation first`,
      short: 'calcium is high',
      instead: ['pth', 'calcium', ...(explained ? [] : (['protein-electrophoresis', 'free-light-chains'] as const))]
    })
  } else if (calcium?.staleHigh !== undefined) {
    found.push({
      stops: both,
      words: md`the last calcium known was high (${readingText('calcium', calcium.staleHigh)}); measure it first`,
      short: 'the last calcium known was high',
      instead: ['calcium', 'pth']
    })
  } else if ((hypercalcemiaDiagnosis ?? []).length > 0) {
    found.push({
      stops: both,
      words: md`${names(hypercalcemiaDiagnosis ?? [])} on the problem list`,
      short: 'hypercalcaemia is on the problem list',
      instead: ['pth', 'calcium']
    })
  }
  if (explained)
    found.push({
      stops: both,
      words: md`${names(parathyroid)}: endocrine review first; dietary calcium need not be cut`,
      short: 'hyperparathyroidism is on record',
      instead: ['endocrine-referral']
    })
  return found
}

/** Granulomas and some lymphomas make active vitamin D: measure calcium, 25-OH and 1,25-(OH)₂ vitamin D first. */
function granulomaObstacles({ granulomatousDisease, calcium, vitaminD }: SupplementInputs): readonly Obstacle[] {
  if ((granulomatousDisease ?? []).length === 0) return []
  return [
    {
      stops: ['vitamin-d'],
      words: md`${names(granulomatousDisease ?? [])}: know calcium, 25-OH and 1,25-dihydroxyvitamin D first; vitamin D is then a specialist's decision`,
      short: 'granulomatous disease or lymphoma is on record',
      instead: [
        ...(calcium?.status === 'not-found' ? (['calcium'] as const) : []),
        ...(vitaminD?.reading === undefined ? (['vitamin-d-level'] as const) : []),
        'calcitriol-level'
      ]
    }
  ]
}

/** The lower edge of the target range in metabolic bone disease, ng/mL (BHOF 2022, clinical reference 0.5). */
const VITAMIN_D_TARGET = 30

function stoneObstacles({ kidneyStones, vitaminD }: SupplementInputs): readonly Obstacle[] {
  if ((kidneyStones ?? []).length === 0) return []
  const reading = vitaminD?.reading
  const diet: Obstacle = {
    stops: ['calcium'],
    words: md`${names(kidneyStones ?? [])}: prefer calcium from food; if a supplement is needed, citrate with meals; consider a 24-hour urine calcium`,
    short: 'kidney stones are on record',
    instead: ['dietitian-referral']
  }
  if (reading !== undefined && reading.value < VITAMIN_D_TARGET) return [diet]
  const words =
    reading === undefined
      ? own('stones on record: measure 25-OH vitamin D first and go only to target')
      : md`stones on record and ${readingText('25-OH vitamin D', reading)} is at target`
  return [
    diet,
    { stops: ['vitamin-d'], words, short: 'kidney stones are on record', instead: reading === undefined ? ['vitamin-d-level'] : [] }
  ]
}

/** The value that is below 30: in a line with its date, and in short for the summary. */
function lowKidneyText(renal: RenalFact): [words: Markdown, short: string] {
  const { crcl, egfr, decidedBy } = renal
  if (crcl !== undefined && crcl < 30) return [renalText(renal), `CrCl ${crclText(crcl)} mL/min (${dated(decidedBy?.date)}) is below 30`]
  if (egfr !== undefined && egfr.value < 30)
    return [readingText('eGFR', egfr), `eGFR ${round(egfr.value)} mL/min/1.73m² (${egfr.date.text}) is below 30`]
  return [renalText(renal), 'kidney function is severely reduced']
}

function kidneyObstacles({
  renal,
  ckdSevere,
  kidneySaid,
  phosphateBinderTaken,
  boneMetabolicDisease
}: SupplementInputs): readonly Obstacle[] {
  const obstacle = (words: Markdown, short: string): readonly Obstacle[] => [
    { stops: both, words: md`${words}: nephrology leads calcium and vitamin D`, short, instead: ['nephrology-referral'] }
  ]
  if (renal?.dialysis === true) return obstacle(own('on dialysis'), 'dialysis')
  if (renal?.band === 'below-30' || (renal?.egfr !== undefined && renal.egfr.value < 30)) return obstacle(...lowKidneyText(renal))
  if (renal?.estimated !== undefined && renal.estimated < 30)
    return obstacle(
      md`eGFR about ${own(round(renal.estimated, 0))} mL/min/1.73m² by CKD-EPI 2021 (${renalText(renal)})`,
      `eGFR by creatinine (${dated(renal.creatinine?.date)}) is below 30`
    )
  const severe = [...(ckdSevere ?? []), ...(kidneySaid ?? []).filter(({ sets }) => sets.has('ckd-stage-4-5-esrd'))]
  if (severe.length > 0) return obstacle(names(severe), 'severe kidney disease is on record')
  const osteodystrophy = (boneMetabolicDisease ?? []).filter(({ sets }) => sets.has('renal-osteodystrophy'))
  if (osteodystrophy.length > 0) return obstacle(names(osteodystrophy), 'renal bone disease is on record')
  const [binder] = phosphateBinderTaken ?? []
  return binder === undefined
    ? []
    : obstacle(md`${foreign(binder.medicine.name)} is taken as a phosphate binder`, 'a calcium phosphate binder is taken')
}

function vitaminDObstacles({ vitaminD, activeVitaminDTaken }: SupplementInputs): readonly Obstacle[] {
  const found: Obstacle[] = []
  const reading = vitaminD?.reading
  if (reading !== undefined && reading.value > VITAMIN_D_CEILING) {
    found.push({
      stops: ['vitamin-d'],
      words: md`${readingText('25-OH vitamin D', reading)} is above target; none to be added`,
      short: `25-OH vitamin D ${levelText(reading)}`,
      instead: [],
      enough: true
    })
  }
  const [active] = activeVitaminDTaken ?? []
  if (active !== undefined)
    found.push({
      stops: ['vitamin-d'],
      words: md`${foreign(active.medicine.name)} is taken; its prescriber decides on more`,
      short: 'active vitamin D is taken',
      instead: [],
      enough: true
    })
  return found
}

/** The test that would tell what an uninterpreted result did not. */
const testFor: Readonly<Record<string, OrderId>> = {
  calcium: 'calcium',
  'ionised calcium': 'ionized-calcium',
  albumin: 'albumin',
  weight: 'weight',
  '25-OH vitamin D': 'vitamin-d-level'
}

/** A result that nobody can read is not a missing one: it may be the one that forbids. */
function unreadObstacles({ unreadResults }: SupplementInputs): readonly Obstacle[] {
  return (unreadResults ?? []).slice(0, 3).map((item): Obstacle => ({
    stops: item.name === '25-OH vitamin D' ? ['vitamin-d'] : both,
    words: notInterpretedText(item),
    short: `${item.name} could not be interpreted`,
    instead: [testFor[item.name] ?? 'creatinine']
  }))
}

/** Without weight and eGFR the kidney is not known, however good the creatinine looks. */
const needsWeight = ({ renal }: SupplementInputs): boolean =>
  renal?.crcl === undefined && !(renal?.egfr !== undefined && renal.inOralWindow)

/** What was not read may forbid it; an allergy on record does. */
function recordObstacles(facts: SupplementInputs): readonly Obstacle[] {
  const { allergies, unread, supplementObstacleSuspected } = facts
  const found = (supplementObstacleSuspected ?? []).slice(0, 1).map(({ name }): Obstacle => ({
    stops: both,
    words: md`${foreign(name)} is suspected; settle it first`,
    short: 'a finding against it is suspected',
    instead: []
  }))
  for (const supplement of both) {
    const allergy = allergies?.find(({ sets }) =>
      productSets[supplement].some(set => sets.has(set) && set !== 'alendronate-cholecalciferol')
    )
    if (allergy !== undefined)
      found.push({
        stops: [supplement],
        words: md`allergy or intolerance on record (${foreign(allergy.name)})`,
        short: 'an allergy or intolerance is on record',
        instead: []
      })
  }
  if (
    unreadText(unread, [
      'labs',
      'allergies',
      'conditions',
      'medicationRequests',
      'medicationStatements',
      ...(needsWeight(facts) ? (['measurements'] as const) : [])
    ]) !== undefined
  ) {
    found.push({
      stops: both,
      words: own('what could not be read may forbid or already cover it'),
      short: 'part of the record could not be read',
      instead: []
    })
  }
  return found
}

/** Everything that withholds calcium or vitamin D (the table of clinical reference B1). */
export function obstaclesTo(facts: SupplementInputs): readonly Obstacle[] {
  const findings = [calciumObstacles, granulomaObstacles, stoneObstacles, kidneyObstacles, vitaminDObstacles].flatMap(rows => rows(facts))
  const blind: readonly Obstacle[] =
    findings.length > 0 && facts.calcium?.status === 'not-found'
      ? [
          {
            stops: ['calcium'],
            words: own(`no serum calcium found in the last ${windowText(facts.settings.calciumDays)}`),
            short: 'calcium is not known',
            instead: ['calcium']
          }
        ]
      : []
  return [...findings, ...blind, ...unreadObstacles(facts), ...recordObstacles(facts)]
}

/** The orders that the obstacles call for, each once. */
export const insteadOf = (obstacles: readonly Obstacle[]): readonly Proposal[] =>
  [...new Set(obstacles.flatMap(({ instead }) => instead))].map(order => ({ kind: 'order', key: order, order }))
