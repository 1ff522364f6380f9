import type { Facts } from '../../facts/index.js'
import { fractureText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, notApplicable } from '../rule.js'
import { list, md, own, type Markdown } from '../text.js'
import {
  acetaminophenNeeds,
  acetaminophenLimit,
  acetaminophenNotes,
  acetaminophenProblem,
  acetaminophenProposals,
  acetaminophenStops
} from './acetaminophen-order.js'
import { isCurrent, ONE_YEAR, painLine, painProblems, RELEVANT_PAIN, scoreOn, SEVERE_PAIN, unreadLines } from './course.js'
import { mayTakeNsaid, nsaidCautions, nsaidNeeds } from './nsaid-caution.js'

/**
 * A painful vertebral fracture without any analgesic calls for the weakest one that works, for the shortest time: acetaminophen first.
 * Does not cover patients who take an analgesic already (`pain-reassessment`), healed fractures, calcitonin, or the dose of an opioid.
 */
export const analgesiaPlan = defineRule({
  id: 'analgesia-plan',
  title: 'Pain relief after vertebral fracture',
  kind: 'guidance',
  topic: 'pain',
  about: 'pain relief',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'strong',
  source: 'NOGG',
  evidence: ['NOGG', 'AAOS-2010', 'KDIGO-NSAID', 'CDC-2022', 'BEERS-2023'],
  signOff: [
    'acetaminophen at most 3 g a day, 2 g below 50 kg, in liver disease or with alcohol: general knowledge',
    'opioid for 3 to 5 days, and the advice against sedatives, rest on general knowledge',
    'NSAID limits by kidney function are taken from a secondary page; 65 as the age limit is the lower end of the reference',
    'fires as row S2: pain from 4/10 or no pain score, and no analgesic'
  ],
  needs: [
    'fracture',
    'painCourse',
    'analgesicsTaken',
    'dementia',
    'drafts',
    ...acetaminophenNeeds,
    ...nsaidNeeds.filter(name => name !== 'allergies' && name !== 'patient')
  ],

  evaluate(facts) {
    const { fracture, painCourse, analgesicsTaken } = facts
    if (!isCurrent(fracture)) return notApplicable('no current vertebral fracture')
    if (fracture.age.min > ONE_YEAR) return notApplicable('the fracture is over a year old: acute pain relief is not the question')
    if ((analgesicsTaken ?? []).length > 0) return notApplicable('an analgesic is active')
    if (draftsAnalgesic(facts.drafts)) return notApplicable('an analgesic is drafted in this session')
    if (analgesicsTaken === undefined) return dataRequired('analgesicsTaken')
    if (painCourse === undefined) return dataRequired('painCourse')
    const { now } = painCourse
    if (now !== undefined && now.value < RELEVANT_PAIN) return notApplicable(`pain ${scoreOn(now)} is below 4`)

    const cautions = nsaidCautions(facts)
    const [gravest] = cautions
    const first = acetaminophenProblem(facts) ?? 'regular acetaminophen first'
    const nsaid = gravest === undefined ? '' : `; avoid NSAIDs (${gravest.short})`
    return applies({
      indicator: now !== undefined && now.value >= SEVERE_PAIN ? 'warning' : 'info',
      summary:
        now === undefined
          ? `No pain score, no analgesic recorded: ask about pain; ${first}${nsaid}.`
          : `Pain ${scoreOn(now)} and no analgesic recorded: ${first}${nsaid}.`,
      why: [
        fractureText(fracture, false),
        painLine(painCourse),
        own('No acetaminophen, NSAID or opioid is active'),
        ...acetaminophenLimit(facts),
        ...(cautions.length === 0 ? [] : [md`Against an NSAID: ${list(cautions.slice(0, 4).map(({ line }) => line))}`])
      ],
      guidance: guidanceFor(mayTakeNsaid(facts), (facts.dementia ?? []).length > 0),
      disagreement: [
        own(
          'AAOS 2010: evidence does not settle the use of opioids or other analgesics (inconclusive). NOGG steps them up and down by pain.'
        )
      ],
      notChecked: [
        ...acetaminophenStops(facts),
        ...acetaminophenNotes(facts),
        ...painProblems(painCourse),
        ...(facts.renal === undefined || facts.renal.band === 'not-found'
          ? [own('No kidney function found: an NSAID cannot be judged')]
          : []),
        ...unreadLines(facts.unread, 'medicationStatements', 'allergies', 'measurements', 'labs'),
        own('Medicines bought without a prescription may be missing')
      ],
      ifYouDisagree: own('Record what the patient takes, or the reason below.'),
      proposals: acetaminophenProposals(facts),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'pain-controlled', 'over-the-counter']
    })
  }
})

const draftsAnalgesic = (drafts: Facts['drafts']): boolean =>
  (drafts ?? []).some(
    ({ medicine, sets }) => medicine !== undefined && (['acetaminophen', 'nsaids', 'cox2', 'opioids'] as const).some(set => sets.has(set))
  )

const guidanceFor = (nsaidPossible: boolean, isConfused: boolean): readonly Markdown[] => [
  own(
    'NOGG (strong) recommends the weakest oral analgesic that works, for the shortest time, stepped up and down; in older people NSAIDs are best avoided, else with gastric protection.'
  ),
  own(
    'Acetaminophen by the clock: at most 3 g a day from all products; 2 g below 50 kg, with liver disease or alcohol. Heat or a topical agent may be added (weak evidence).'
  ),
  own(
    `${nsaidPossible ? 'An NSAID for a few days with gastric protection is an option here. ' : ''}If that is not enough: a short-acting opioid at the lowest dose for 3 to 5 days, with a laxative and a plan for falls and sedation; no benzodiazepine or muscle relaxant in older people (Beers 2023).`
  ),
  ...(isConfused ? [own('Dementia or delirium on record: watch for pain that is not said; no opioid and no sedative by default.')] : [])
]
