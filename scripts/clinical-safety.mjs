// Writes docs/clinical-safety.md and docs/coverage.md from the rules, their own headers and the vignettes. Tests keep both fresh.
import { writeFileSync } from 'node:fs'
import { clinicalSafety } from '../dist/src/rules/clinical-safety.js'
import { allRules } from '../dist/src/rules/index.js'
import { coverage } from '../dist/src/vignettes/coverage.js'
import { loadCriteria } from '../dist/src/vignettes/criteria.js'
import { loadVignettes } from '../dist/src/vignettes/load.js'
import { headersOf } from './rule-headers.mjs'

writeFileSync('docs/clinical-safety.md', clinicalSafety(allRules, headersOf('src/rules')))
writeFileSync('docs/coverage.md', coverage(allRules, loadVignettes('fixtures/vignettes'), loadCriteria('fixtures/criteria')))
