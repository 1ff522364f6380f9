/** Facts read straight from the chart: what each is read from, and how. */
import { isComplete, resourcesOf, type Jurisdiction } from './chart.js'
import type { IsoDate } from './dates.js'
import { fact } from './definition.js'
import type { Draft } from './drafts.js'
import { byUrgency, readFracture, type Fracture } from './fracture.js'
import { patient, type PatientFact } from './patient.js'
import { keyNames, prefetchKeys, type PrefetchKey } from './prefetch.js'
import type { Settings } from './settings.js'
import { history } from './history.js'
import { results } from './results.js'
import { treatment } from './treatment.js'

export const recorded = {
  patient: fact<PatientFact>(['patient'], view => patient(view.chart)),
  asOf: fact<IsoDate>([], view => view.chart.asOf),
  /** What the site has set, or the defaults: always known. */
  settings: fact<Settings>([], view => view.settings),
  hook: fact([], view => view.chart.hook),
  jurisdiction: fact<Jurisdiction>([], view => view.chart.jurisdiction),
  /** Keys whose content is not known completely, by what a clinician calls them. */
  unread: fact<ReadonlyMap<PrefetchKey, string>>([], view => {
    const unread = prefetchKeys.filter(key => view.chart.parts[key] !== undefined && !isComplete(view.chart, key))
    return new Map(unread.map(key => [key, keyNames[key]]))
  }),
  drafts: fact<readonly Draft[]>([], view => view.drafts),

  /** All vertebral fractures T1–L5, most urgent first. */
  fractures: fact<readonly Fracture[]>(['conditions', 'patient'], view => {
    const birthDate = patient(view.chart)?.birthDate
    const found = resourcesOf(view.chart, 'conditions').map(condition => readFracture(condition, view.chart.asOf, birthDate))
    return view.list(['conditions'], found.filter(fracture => fracture !== undefined).sort(byUrgency))
  }),
  ...history,
  ...results,
  ...treatment
} as const
