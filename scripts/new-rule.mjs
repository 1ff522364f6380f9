// npm run new:rule <id> [folder]: writes a rule that does not decide anything yet and a test that fails until it does.
import { existsSync, writeFileSync } from 'node:fs'

const [id, folder = 'fracture-care'] = process.argv.slice(2)
if (id === undefined || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
  console.error('Usage: npm run new:rule <kebab-case-id> [red-flags|bone-health|fracture-care|orders]')
  process.exit(1)
}
const name = id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase())
const kind = folder === 'red-flags' ? 'red-flag' : folder === 'orders' ? 'order-check' : 'guidance'
const rule = `src/rules/${folder}/${id}.ts`
const test = `test/rules/${folder}/${id}.test.ts`
if (existsSync(rule)) {
  console.error(`${rule} is there already`)
  process.exit(1)
}
writeFileSync(
  rule,
  `import { dataRequired, defineRule, notApplicable } from '../rule.js'

/**
 * The recommendation in one clinical sentence.
 * What it does not cover.
 */
export const ${name} = defineRule({
  id: '${id}',
  title: 'What the card is about',
  kind: '${kind}',
  topic: 'mobilisation',
  about: 'what the advice is about',
  version: '1.0.0',
  reviewed: '${new Date().toISOString().slice(0, 10)}',
  strength: 'consensus',
  source: 'BHOF-2022',
  evidence: ['BHOF-2022'],
  signOff: [],
  needs: ['fracture', 'pain'],

  evaluate({ fracture, pain }) {
    if (fracture === undefined) return notApplicable('no vertebral fracture in scope')
    if (pain === undefined) return dataRequired('pain')
    return notApplicable('not decided yet')
  }
})
`
)
writeFileSync(
  test,
  `import { ${name} } from '../../../src/rules/${folder}/${id}.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const base = [given.patient(74), given.fracture(), ...given.goodLabs()]

ruleTest(${name}, {
  applies: [{ name: 'write the case that must fire first', facts: factsOf({ resources: base }) }],
  notApplicable: [{ name: 'and its near miss', facts: factsOf({ resources: [given.patient(74)] }) }],
  dataRequired: [{ name: 'measurements could not be read', facts: factsOf({ resources: base, unread: { measurements: 'failed' } }), missing: ['pain'] }]
})
`
)
console.log(`Wrote ${rule} and ${test}.
Next: write the cases, then evaluate(); list the rule in src/rules/index.ts; add a fixture pair; npm test names what is missing.`)
