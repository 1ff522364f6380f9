// Fills the generated parts of README.md: the configuration table and the card that the README's curl returns. A test keeps them fresh.
import { readFileSync, writeFileSync } from 'node:fs'
import { configurationTable, readmeCard } from '../dist/src/server/readme.js'

const fill = (text, name, content) => {
  const open = `<!-- ${name} -->`
  const close = `<!-- /${name} -->`
  const start = text.indexOf(open)
  const end = text.lastIndexOf(close)
  return `${text.slice(0, start)}${open}\n\n${content}\n\n${close}${text.slice(end === -1 ? start + open.length : end + close.length)}`
}
const answer = JSON.parse(readFileSync('fixtures/order-sign/bed-rest-and-alendronate.response.json', 'utf8'))
let readme = readFileSync('README.md', 'utf8')
readme = fill(readme, 'configuration', configurationTable())
readme = fill(readme, 'readme-card', readmeCard(answer))
writeFileSync('README.md', readme)
