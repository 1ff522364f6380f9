import type { Draft } from '../../facts/drafts.js'
import { codings, wordsOf } from '../../facts/fhir.js'
import type { FactName, Facts } from '../../facts/index.js'
import { orderedWords } from '../../facts/order-words.js'
import { spineMri, type Contrast } from '../../facts/spine-scans.js'
import { valueSetsOf, type ValueSetId } from '../../terminology/index.js'
import { renalText } from '../bone-health/treatment.js'
import { unreadText } from '../fracture-text.js'
import { infectionSigns, signFacts as infectionFacts } from '../red-flags/infection-signs.js'
import { malignancySigns, signFacts as malignancyFacts } from '../red-flags/malignancy-signs.js'
import { liveFractures } from '../red-flags/watched.js'
import { defineRule } from '../rule.js'
import { foreign, list, md, own, type Markdown } from '../text.js'
import { reasonsOf } from './doses.js'
import { kidneyOf } from './kidney.js'
import { judge, objectionsAmong, replace, type Objection } from './objections.js'

const needs = [
  'drafts',
  'fractures',
  'renal',
  'ckdSevere',
  'unread',
  ...infectionFacts,
  ...malignancyFacts
] as const satisfies readonly FactName[]
type Known = Pick<Facts, (typeof needs)[number]>

/**
 * For a vertebral fracture without a sign of cancer or infection MRI without contrast is the usual choice; with such a sign, MRI
 * without and with contrast is an option; below an eGFR of 30 gadolinium asks for caution.
 * Does not cover contrast that the order leaves open, CT and radiographs, devices, nor contrast for another reason such as recent surgery.
 */
export const orderSpineImaging = defineRule({
  id: 'order-spine-imaging',
  title: 'MRI of the spine: contrast',
  kind: 'order-check',
  topic: 'labs',
  about: 'contrast in the drafted MRI',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'ACR-VCF-2018',
  evidence: ['ACR-VCF-2018'],
  signOff: [
    'contrast for a cancer or infection flag, and caution with gadolinium below eGFR 30, rest on general knowledge',
    'a coded CKD stage 4 or 5, dialysis or CrCl below 30 stand in where eGFR is missing',
    'contrast is read from our codes, else from the words of the order (CPT codes are not read)',
    'a missing eGFR alone draws no card'
  ],
  needs,
  concerns: draft => isSpineMri(draft),

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(facts.drafts, isSpineMri, (draft, all) => [
      ...kidneyRow(draft, all, facts),
      ...withContrastRow(draft, all, facts),
      ...withoutContrastRow(draft, all, facts)
    ])
    const isWithContrast = subjects.some(draft => contrastOf(draft) === 'with')
    return judge(subjects, objections, {
      none: 'no MRI of the spine among the drafts',
      clear: 'the drafted MRI meets no objection',
      ifYouDisagree: own('Keep the order and write the question for the radiologist into it, such as earlier surgery or a mass.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'specialist-managing', 'benefit-outweighs-risk'],
      notChecked: [
        isWithContrast && kidneyOf(facts.renal, facts.ckdSevere, facts.asOf) === undefined
          ? own('No recent eGFR or creatinine found; check kidney function before gadolinium')
          : undefined,
        own('Implants, devices and earlier reactions to contrast are not checked here'),
        unreadText(facts.unread, ['conditions', 'labs', 'measurements', 'medicationRequests', 'procedures'])
      ]
    })
  }
})

const contrastOf = (draft: Draft): Contrast | undefined =>
  draft.service === undefined ? undefined : spineMri(draft.sets, orderedWords(draft.resource))
const isSpineMri = (draft: Draft): boolean => contrastOf(draft) !== undefined

const contrastReasons: readonly ValueSetId[] = [
  'cancer-active',
  'cancer-history',
  'cancer-snomed',
  'spinal-malignancy',
  'lymphoma',
  'vertebral-fracture-neoplastic',
  'mgus',
  'spinal-infection',
  'osteomyelitis-any',
  'bacteremia-sepsis-endocarditis',
  'spinal-procedure-recent'
]
const contrastReasonWords =
  /\b(cancer|tumou?r|metasta\w*|malignan\w*|myeloma|lymphoma|infect\w*|discitis|osteomyelitis|abscess|surgery|post-?op\w*|laminectomy|mass)\b/i

/** The order itself names a reason for contrast. */
const asksForContrast = (draft: Draft): boolean =>
  reasonsOf(draft).concepts.some(
    concept =>
      codings(concept).some(({ system, code }) => valueSetsOf(system, code).some(set => contrastReasons.includes(set))) ||
      contrastReasonWords.test(wordsOf(concept))
  )

/** Signs of cancer or infection, as the red flags weigh them. */
function flags(facts: Known): readonly { readonly short: string; readonly why: Markdown }[] {
  const live = liveFractures(facts.fractures ?? [])
  return [...malignancySigns(facts, live), ...infectionSigns(facts, live)]
}

function kidneyRow(draft: Draft, all: readonly Draft[], facts: Known): readonly Objection[] {
  const kidney = kidneyOf(facts.renal, facts.ckdSevere, facts.asOf)
  if (contrastOf(draft) !== 'with' || kidney?.below30 !== true) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `${kidney.text}: caution with gadolinium. Use a group II agent, or MRI without contrast.`,
      why:
        facts.renal === undefined || kidney.text.startsWith('CrCl') ? own(kidney.text) : md`${own(kidney.text)}; ${renalText(facts.renal)}`,
      guidance: own(
        'Expert practice: below an eGFR of 30 gadolinium may, rarely, cause nephrogenic systemic fibrosis; group II agents carry the least risk. Ask the radiologist.'
      ),
      proposals: [replace(draft, all, 'spine-mri-stir')]
    }
  ]
}

function withContrastRow(draft: Draft, all: readonly Draft[], facts: Known): readonly Objection[] {
  // Without the problem list nobody can say that there is no flag.
  const isKnown = facts.cancer !== undefined && facts.spinalInfection !== undefined
  if (contrastOf(draft) !== 'with' || !isKnown || flags(facts).length > 0 || asksForContrast(draft)) return []
  return [
    {
      draft,
      indicator: 'info',
      summary: 'MRI with contrast drafted, no sign of cancer or infection found: MRI without contrast is usually enough.',
      why: md`Drafted: ${foreign(draft.name)}; no cancer or infection sign found on the chart`,
      guidance: own(
        'ACR 2018 (consensus): for a new symptomatic fracture without malignancy MRI or CT without contrast is usually appropriate; contrast usually is not. Fluid-sensitive sequences (STIR) show the oedema.'
      ),
      proposals: [replace(draft, all, 'spine-mri-stir')]
    }
  ]
}

function withoutContrastRow(draft: Draft, all: readonly Draft[], facts: Known): readonly Objection[] {
  const found = flags(facts)
  const [first] = found
  // Where gadolinium itself is in question, the radiologist chooses.
  if (contrastOf(draft) !== 'without' || first === undefined || kidneyOf(facts.renal, facts.ckdSevere, facts.asOf)?.below30 === true)
    return []
  return [
    {
      draft,
      indicator: 'info',
      summary: `${first.short}: consider MRI without and with contrast.`,
      why: list(
        found.slice(0, 3).map(({ why }) => why),
        '; '
      ),
      guidance: own(
        'Expert practice (consensus): with a possible tumour or infection, contrast shows epidural and soft-tissue disease. Check kidney function and devices first. Do not wait for contrast if cord or nerves are at risk.'
      ),
      proposals: [replace(draft, all, 'spine-mri-contrast')]
    }
  ]
}
