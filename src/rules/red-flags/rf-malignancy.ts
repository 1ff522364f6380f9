import type { Facts } from '../../facts/index.js'
import { unreadText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, notApplicable, type OrderId, type Proposal } from '../rule.js'
import { own, type Markdown } from '../text.js'
import { malignancySigns, signFacts, type Sign } from './malignancy-signs.js'
import { drugsAndMovement, fractureLine, isBoneDrug, isCalcitonin, isCalcium, liveFractures, someCoded } from './watched.js'

/**
 * A vertebral fracture beside cancer at any time of life, a plasma cell disorder, high calcium or another sign of tumour is examined for tumour
 * before it is taken for a fragility fracture and before any bone drug.
 * A healed fracture counts only beside active cancer, myeloma, spinal tumour or high calcium: cancer of the past says little about it, and what
 * it means for a bone drug is decided where the drug is. Critical: known metastasis or tumour of spine or bone, calcium from 12 mg/dL, or a
 * neurological deficit beside a coded sign. Raised laboratory values count by the laboratory's own range or verdict; where it sends neither, by a general limit.
 * Does not cover non-melanoma skin cancer, globulin, pain at night, and lytic or epidural findings of imaging reports, which are not read.
 */
export const rfMalignancy = defineRule({
  id: 'rf-malignancy',
  title: 'Possible malignancy behind a vertebral fracture',
  kind: 'red-flag',
  topic: 'red-flag',
  about: 'signs of malignancy',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'DOWNIE-2013',
  evidence: ['DOWNIE-2013', 'SINS-2010', 'ACR-VCF-2018', 'CALC-CORR'],
  signOff: [
    'critical from calcium 12 mg/dL (3.0 mmol/L), MRI of the whole spine with contrast and suspicion above T4 rest on general knowledge',
    'any coded bone metastasis counts as spinal; plasma cell disease alone stays a warning',
    'alkaline phosphatase counts only outside the 12 weeks after a dated fracture and without liver or bone disease: a design choice',
    'haemoglobin below 12 g/dL, ESR above 30 mm/h, alkaline phosphatase above 150 U/L and PSA above 10 ng/mL stand in where the laboratory sends neither range nor verdict: general knowledge',
    'a lytic or destructive lesion or an epidural mass in the words of an entry is a warning',
    'a healed fracture is flagged only for active cancer, spinal tumour or high calcium: a design choice'
  ],
  needs: ['fractures', 'neuroDeficit', 'caudaEquina', 'unread', ...signFacts],

  evaluate(facts) {
    const { fractures, cancer, calcium } = facts
    if (fractures === undefined) return dataRequired('fractures')
    const live = liveFractures(fractures)
    const fracture = live[0] ?? fractures[0]
    if (fracture === undefined) return notApplicable('no vertebral fracture')
    const signs = malignancySigns(facts, live)
    const [first] = signs
    if (first === undefined) {
      if (cancer === undefined) return dataRequired('cancer')
      if (calcium === undefined) return dataRequired('calcium')
      return notApplicable(
        live.length > 0 ? 'no sign of malignancy found' : 'no active malignancy or high calcium beside a healed fracture'
      )
    }

    const hasDeficit = live.length > 0 && someCoded([...(facts.neuroDeficit ?? []), ...(facts.caudaEquina ?? [])])
    const isCritical = someCoded(fractures) && signs.some(({ grave, byText }) => !byText && (grave || hasDeficit))
    const highCalcium = signs.some(({ kind }) => kind === 'calcium')
    return applies({
      indicator: isCritical ? 'critical' : 'warning',
      summary: `${first.short}${first.ofFracture === true ? '' : `, with ${live.length > 0 ? 'a' : 'an earlier'} vertebral fracture`}: consider malignancy before any bone drug.`,
      why: [...signs.map(({ why }) => why), fractureLine(fracture)],
      guidance: guidanceFor(signs, hasDeficit),
      notChecked: [
        own('Imaging reports, globulin and pain at night are not read from the chart'),
        unreadText(facts.unread, ['conditions', 'labs'])
      ].filter(line => line !== undefined),
      ifYouDisagree: own(
        'Correct the entry if it is wrong. If cancer is excluded as the cause, give that reason below; orders of bone drugs and therapy stay withheld while the finding stands.'
      ),
      proposals: proposalsFor(signs, facts),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'cleared-by-specialist', 'already-imaged'],
      silences: {
        cards: ['calcitonin-acute-pain', 'augmentation-consider'],
        orders: [...drugsAndMovement, ...(highCalcium ? calciumOrders : [])],
        reason: highCalcium ? 'high calcium is not explained' : 'a possible malignancy is not cleared',
        arguesAgainst: draft => isBoneDrug(draft) || isCalcitonin(draft) || (highCalcium && isCalcium(draft))
      }
    })
  }
})

const calciumOrders: readonly OrderId[] = ['calcium-carbonate', 'calcium-citrate']

function guidanceFor(signs: readonly Sign[], hasDeficit: boolean): readonly Markdown[] {
  const has = (...kinds: readonly Sign['kind'][]): boolean => signs.some(({ kind }) => kinds.includes(kind))
  const lines = [
    own(
      'Downie 2013 (review): of all red flags, only a history of cancer clearly raises the probability of spinal malignancy. Consider MRI and blood tests before naming a cause.'
    )
  ]
  if (has('tumour', 'cancer'))
    lines.push(
      own(
        'SINS 2010 rates stability where tumour is found: 0–6 stable, 7–12 undetermined, 13–18 unstable; from 7 consider a surgical opinion. It is not for benign fractures.'
      )
    )
  if (has('calcium'))
    lines.push(
      own(
        'High calcium: consider myeloma, metastases and hyperparathyroidism. Consider holding calcium and vitamin D until it is explained.'
      )
    )
  if (hasDeficit) lines.push(own('A neurological deficit is on record too: imaging and a spine opinion are urgent.'))
  return lines
}

function proposalsFor(signs: readonly Sign[], { calcium }: Pick<Facts, 'calcium'>): readonly Proposal[] {
  const has = (...kinds: readonly Sign['kind'][]): boolean => signs.some(({ kind }) => kinds.includes(kind))
  const orders: readonly (readonly [string, OrderId])[] = [
    ['mri', 'spine-mri-contrast'],
    ['blood-count', 'blood-count'],
    ['esr', 'esr'],
    ['crp', 'crp'],
    ...(calcium === undefined || calcium.status === 'not-found' ? ([['calcium', 'calcium']] as const) : []),
    ...(has('calcium') ? ([['pth', 'pth']] as const) : []),
    ['alp', 'alkaline-phosphatase'],
    ['spep', 'protein-electrophoresis'],
    ['light-chains', 'free-light-chains'],
    ...(has('tumour', 'cancer', 'plasma-cell') ? ([['oncology', 'oncology-referral']] as const) : [])
  ]
  return orders.map(([key, order]) => ({ kind: 'order', key, order }))
}
