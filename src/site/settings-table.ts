/** The table of docs/site.md, generated from the table of thresholds. */
import { thresholdNames, thresholds } from '../facts/settings.js'

export function settingsTable(): string {
  const rows = thresholdNames.map(name => {
    const { default: preset, unit, least, most, meaning, reference } = thresholds[name]
    return `| \`${name}\` | ${String(preset)} | ${String(least)}–${String(most)} | ${unit} | ${meaning} | ${reference} |`
  })
  return ['| name | default | may be | unit | meaning | clinical reference |', '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n')
}
