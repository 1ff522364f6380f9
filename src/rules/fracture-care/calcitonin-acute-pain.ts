import type { Facts } from '../../facts/index.js'
import { windowText } from '../../facts/settings.js'
import { fractureName, fractureText, unreadText } from '../fracture-text.js'
import { heldMedicines } from '../not-done.js'
import { applies, dataRequired, defineRule, notApplicable } from '../rule.js'
import { foreign, md, own, round, type Markdown } from '../text.js'
import { calciumText } from '../bone-health/results-text.js'
import { acutePain, calcitoninExclusion, calcitoninNeeds, WINDOW_DAYS } from './calcitonin-criteria.js'

const needs = [...calcitoninNeeds, 'calcitoninOrders', 'lithiumTaken', 'unread', 'settings'] as const
type Known = Pick<Facts, (typeof needs)[number]>

/**
 * Within five days of onset of a painful vertebral fracture, up to four weeks of nasal calcitonin are an option for pain, off-label and never for bone.
 * Does not cover an onset that is not dated, prior or suspected fractures, cancer in the history, nor any jurisdiction but the US ("other" included).
 */
export const calcitoninAcutePain = defineRule({
  id: 'calcitonin-acute-pain',
  title: 'Short calcitonin for acute fracture pain',
  kind: 'guidance',
  topic: 'pain',
  about: 'calcitonin for acute pain',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'moderate',
  source: 'AAOS-2010',
  evidence: ['AAOS-2010', 'LABEL-CALCITONIN', 'BOUCHER-2020', 'EMA-CALC-2012', 'KNOPP-2012'],
  signOff: [
    'below 50 the card stays off; jurisdiction "other" counts as not authorised',
    'an onset known to the month counts only while the whole month so far lies within five days',
    'calcitonin lowering lithium levels, and the withdrawal in Canada, rest on secondary sources',
    'MGUS counts like cancer; calcium above range turns the card off'
  ],
  needs,

  evaluate(facts) {
    const { fracture, calcitoninTaken, neuroDeficit, cancer, calcium } = facts
    const exclusion = calcitoninExclusion(facts)
    if (exclusion !== undefined || fracture === undefined) return notApplicable(exclusion ?? 'no current vertebral fracture in scope')
    if (fracture.onset === undefined || fracture.onsetProblem !== undefined)
      return notApplicable('no usable onset date; a record date is none')
    if (fracture.age.max > WINDOW_DAYS) return notApplicable(`onset may be ${String(fracture.age.max)} days ago, outside 0 to 5 days`)
    if (neuroDeficit === undefined) return dataRequired('neuroDeficit')
    if (cancer === undefined) return dataRequired('cancer')
    if (calcitoninTaken === undefined) return dataRequired('calcitoninTaken')

    const pain = acutePain(facts)
    const stops = stopsOf(facts)
    return applies({
      indicator: 'info',
      summary: `${capital(fractureName(fracture))} since ${fracture.onset.text}: optional calcitonin for pain, up to 4 weeks (AAOS moderate; off-label; malignancy warning).`,
      why: [
        fractureText(fracture),
        pain === undefined
          ? own('No pain score since onset: only if pain is significant')
          : own(`Pain ${round(pain.value)}/10 on ${pain.date.text}`),
        ...(calcium === undefined || calcium.status === 'not-found' ? [] : [calciumText(calcium)])
      ],
      guidance: [
        own(
          'AAOS 2010 suggests 200 IU a day for 4 weeks when neurologically intact and 0–5 days from onset (moderate; two level II trials).'
        ),
        own(
          'Off-label for pain, and no osteoporosis treatment. US label: women more than 5 years after menopause in whom alternatives do not suit; fracture reduction has not been demonstrated.'
        ),
        own(
          'US label, pooled long trials: malignancy risk higher than placebo by 1.0 % in all forms (95 % CI 0.3–1.6), 1.4 % nasal (0.3–2.6). Keep calcium at 1000 mg and vitamin D at 400 IU a day.'
        ),
        ...lithiumText(facts)
      ],
      disagreement: [
        own(
          'Nasal calcitonin eased pain at week 1, with an uncertain effect at week 4 (Boucher 2020); none in chronic pain (Knopp 2012). The EMA withdrew the nasal form in 2012, and Canada ended its sale in 2013.'
        )
      ],
      notChecked: [...stops, ...notCheckedOf(facts)],
      ifYouDisagree: own('Optional: leaving it out needs no reason. Other analgesia comes first.'),
      proposals: stops.length === 0 ? [{ kind: 'order', key: 'calcitonin', order: 'calcitonin' }] : [],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'avoids-malignancy-signal', 'pain-controlled']
    })
  }
})

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** What leaves the card and withholds its order. */
function stopsOf(facts: Known): readonly Markdown[] {
  const { calcium, allergies, unread, settings } = facts
  const stops: Markdown[] = []
  if (calcium === undefined || calcium.status === 'not-found')
    stops.push(
      own(`No order offered: no usable calcium in the last ${windowText(settings.calciumDays)}, and a low one forbids it (US label)`)
    )
  if (calcium?.status === 'low-unconfirmed')
    stops.push(md`No order offered: low calcium cannot be excluded (${calciumText(calcium)}, albumin not found)`)
  const fish = allergies?.find(({ sets }) => sets.has('allergen-fish-salmon'))
  if (fish !== undefined) stops.push(md`No order offered: ask about ${foreign(fish.name)} first, since the hormone is that of salmon`)
  const deciding = ['conditions', 'labs', 'allergies', 'medicationRequests', 'medicationStatements'] as const
  // A pain score that was not read is no pain score that is not there.
  if (unreadText(unread, acutePain(facts) === undefined ? [...deciding, 'measurements'] : deciding) !== undefined)
    stops.push(own('No order offered: what could not be read may forbid it'))
  return stops
}

function lithiumText({ lithiumTaken }: Known): readonly Markdown[] {
  const [lithium] = lithiumTaken ?? []
  return lithium === undefined ? [] : [md`${foreign(lithium.medicine.name)}: its level may fall with calcitonin; monitor it.`]
}

function notCheckedOf({ unread, calcitoninOrders }: Known): readonly Markdown[] {
  const unreadLine = unreadText(unread, ['conditions', 'labs', 'measurements', 'allergies', 'medicationRequests', 'medicationStatements'])
  return [
    ...heldMedicines(calcitoninOrders),
    ...(unreadLine === undefined ? [] : [unreadLine]),
    own('Confirm an intact neurological examination, no nasal ulceration or severe rhinitis, and that other analgesia was considered')
  ]
}
