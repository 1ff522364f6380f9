/** The generated parts of the README. */
import type { HookResponse } from '../cds-hooks/response.js'
import { variables } from './variables.js'

export function configurationTable(): string {
  const rows = Object.entries(variables).map(
    ([name, { default: preset, must, meaning }]: [string, { default?: string; must: string; meaning: string }]) =>
      `| \`${name}\` | ${preset === undefined || preset === '' ? '–' : `\`${preset}\``} | ${meaning} | ${must} |`
  )
  return ['| variable | default | meaning | must be |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

/** The first card of an answer, as the README shows it: without its override reasons and links. */
export function readmeCard({ cards }: HookResponse): string {
  const { overrideReasons, links, ...card } = cards[0] ?? {}
  const left = `${String(overrideReasons?.length ?? 0)} override reasons and ${String(links?.length ?? 0)} links left out`
  return `It answers with ${String(cards.length)} cards; this is the first, formatted, ${left}:\n\n\`\`\`json\n${JSON.stringify(card, null, 2)}\n\`\`\``
}
