/**
 * The invented patients of the demo FHIR server: each `fixtures/patients/*.json` is a Bundle of type collection, one whole chart.
 * `meta.lastUpdated` is the day the chart was written for; every date in it is moved so that this day is today.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FhirResource } from '../../cds-hooks/response.js'
import { dayInterval, dayNumber, isoDate, type IsoDate } from '../../facts/dates.js'
import { isResource, member, objects } from '../../facts/fhir.js'

/** A day, alone or before a time; a month or a year alone stays as it is. */
const dated = /^(\d{4}-\d{2}-\d{2})(T\d{2}:.*)?$/

function moved(value: unknown, days: number): unknown {
  if (typeof value === 'string') {
    const [, day, time = ''] = dated.exec(value) ?? []
    return day === undefined || dayInterval(day) === undefined ? value : isoDate(dayNumber(day) + days) + time
  }
  if (Array.isArray(value)) return value.map(item => moved(item, days))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, moved(item, days)]))
}

/** The resources of one chart, dated as if it were written today; a chart without `meta.lastUpdated` stays as it is. */
export function freshChart(bundle: unknown, today: IsoDate): readonly FhirResource[] {
  const written = dayInterval(member(member(bundle, 'meta'), 'lastUpdated'))
  const days = written === undefined ? 0 : dayNumber(today) - written.first
  return objects(member(bundle, 'entry'))
    .map(entry => moved(entry['resource'], days))
    .filter(isResource)
}

/** All resources of all charts of a folder. */
export function readCharts(folder: string): (today: IsoDate) => readonly FhirResource[] {
  const bundles = readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .sort()
    .map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown)
  let fresh: { readonly today: IsoDate; readonly resources: readonly FhirResource[] } | undefined
  return today => {
    if (fresh?.today !== today) fresh = { today, resources: bundles.flatMap(bundle => freshChart(bundle, today)) }
    return fresh.resources
  }
}
