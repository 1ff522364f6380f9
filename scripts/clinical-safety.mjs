// Writes docs/clinical-safety.md, docs/coverage.md and the table of docs/site.md from the rules, their own headers, the vignettes and the settings. Tests keep them fresh.
import { readFileSync, writeFileSync } from 'node:fs'
import { clinicalSafety } from '../dist/src/rules/clinical-safety.js'
import { allRules } from '../dist/src/rules/index.js'
import { settingsTable } from '../dist/src/site/settings-table.js'
import { coverage } from '../dist/src/vignettes/coverage.js'
import { loadCriteria } from '../dist/src/vignettes/criteria.js'
import { loadVignettes } from '../dist/src/vignettes/load.js'
import { headersOf } from './rule-headers.mjs'

writeFileSync('docs/clinical-safety.md', clinicalSafety(allRules, headersOf('src/rules')))
writeFileSync('docs/coverage.md', coverage(allRules, loadVignettes('fixtures/vignettes'), loadCriteria('fixtures/criteria')))

const table = /(<!-- thresholds -->\n)[^]*(\n<!-- \/thresholds -->)/
writeFileSync(
  'docs/site.md',
  readFileSync('docs/site.md', 'utf8').replace(table, (_, open, close) => `${open}\n${settingsTable()}\n${close}`)
)
