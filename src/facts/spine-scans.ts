/** MRI of the thoracic or lumbar spine, with or without contrast, and bone scans: by code, or by words where no code of ours decides. */
import type { ValueSetId } from '../terminology/index.js'
import { resourcesOf } from './chart.js'
import { dayNumber, type DayInterval } from './dates.js'
import { wordsOf } from './fhir.js'
import { procedureFinding } from './findings.js'
import { orderedWords } from './order-words.js'
import { isOpen } from './orders.js'
import type { ChartView } from './view.js'

export type Contrast = 'with' | 'without' | 'not stated'

const mriWords = /\b(MRI?|magnetic resonance|NMR)\b/i
const spineWords = /\b(spin(e|al)|lumbar|thoracic|dorsal|lumbosacral|thoracolumbar|vertebra\w*|[LT][- ]?spine)\b/i
const otherMri = /\b(angiogra\w*|MRA|cardiac|brain|breast|pelvis|abdomen|spectroscopy)\b/i
const neckOnly = (words: string): boolean =>
  /\b(cervical|neck)\b/i.test(words) && !/\b(lumbar|thoracic|dorsal|lumbosacral|thoracolumbar|whole|total|entire)\b/i.test(words)

const agent = String.raw`(?:contrast|gad(?:olinium|o\w+)?)\b`
const none = new RegExp(
  String.raw`\b(?:without|w\/o|wo|no|non)[\s-]*(?:(?:iv|intravenous|gadolinium)[\s-]*)?${agent}(?:\s+(?:material|media|agent|dye|enhancement)\b(?:\(s\))?)?`,
  'gi'
)
const both = new RegExp(
  String.raw`\b(?:with|w\/?|without|w\/o|wo)\s*(?:and|&|\/|\+|then|followed by)?\s*\b(?:with|w\/?|without|w\/o|wo)\b[\s\S]*${agent}`,
  'i'
)

/** Left open, or about a patient who does not bear it. */
const open = new RegExp(
  String.raw`\b${agent}[\s:,(-]*(?:per\b|if\b|as (?:needed|indicated)|prn\b|at (?:the )?discretion|allerg\w*|reaction|tbd\b|to be (?:determined|decided))`,
  'gi'
)
const refused = new RegExp(String.raw`\b${agent}[\s:,(-]*(?:is )?(?:none|no\b|not\b|contraindicated|declined|refused)`, 'gi')

/** "Without contrast, followed by contrast" is with contrast. */
function contrastInWords(all: string): Contrast {
  const words = all.replace(open, '')
  const rest = words.replace(none, '').replace(refused, '')
  if (both.test(words) || new RegExp(String.raw`\b${agent}`, 'i').test(rest)) return 'with'
  return rest === words ? 'not stated' : 'without'
}

/** An MRI of the spine and its contrast; undefined for any other order. */
export function spineMri(sets: ReadonlySet<ValueSetId>, words: string): Contrast | undefined {
  if (sets.has('order-mri-with-contrast')) return 'with'
  if (sets.has('order-mri-without-contrast')) return 'without'
  const isCoded = sets.has('order-mri-spine') || sets.has('imaging-mr-spine')
  const isNamed = sets.size === 0 && mriWords.test(words) && spineWords.test(words) && !otherMri.test(words) && !neckOnly(words)
  return isCoded || isNamed ? contrastInWords(words) : undefined
}

const filmWords = /\b(x-?rays?|XR|radiograph\w*|radiologic(al)? exam\w*|plain films?|CT|CAT scan|computed tomograph\w*)\b/i
const otherFilm =
  /\b(chest|abdom\w*|pelvi\w*|aort\w*|angiogra\w*|myelogra\w*|guid(ed|ance)|puncture|injection|biopsy|review|DXA|absorptiometry)\b/i

/** A radiograph or CT of the thoracic or lumbar spine, by its words. */
export const spineFilmOrCt = (words: string): boolean =>
  filmWords.test(words) && spineWords.test(words) && !otherFilm.test(words) && !neckOnly(words)

const boneScanWords = /\b(bone scan|bone scintigra\w*|skeletal scintigra\w*|SPECT|bone imaging)\b/i

export interface SpineScan {
  readonly name: string
  readonly ref: string | undefined
  /** Done, or ordered and under way. */
  readonly state: 'done' | 'open'
  readonly date: DayInterval | undefined
}

/** MRI of the spine and bone scans that were done, ordered or drafted; held, stopped and revoked ones left out. */
export function readSpineScans(view: ChartView): readonly SpineScan[] {
  const isScan = (sets: ReadonlySet<ValueSetId>, words: string): boolean =>
    spineMri(sets, words) !== undefined || (sets.size === 0 && boneScanWords.test(words))
  const today = dayNumber(view.chart.asOf)
  const scans: SpineScan[] = []
  for (const procedure of resourcesOf(view.chart, 'procedures').map(procedureFinding)) {
    if (procedure === undefined || !isScan(procedure.sets, wordsOf(procedure.resource['code']))) continue
    const isDone = !procedure.active && (procedure.onset === undefined || procedure.onset.first <= today)
    scans.push({ name: procedure.name, ref: procedure.ref, state: isDone ? 'done' : 'open', date: procedure.onset })
  }
  const drafts = view.drafts.map(({ service }) => service).filter(service => service !== undefined)
  for (const order of [...view.services, ...drafts]) {
    const state = order.status === 'completed' ? 'done' : isOpen(order) ? 'open' : undefined
    if (state === undefined || !isScan(order.sets, orderedWords(order.resource))) continue
    scans.push({ name: order.name, ref: order.ref, state, date: order.date })
  }
  return scans
}
