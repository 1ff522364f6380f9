/** How deep JSON text is nested, found without recursion and before anything is built from it. */

const quote = 0x22
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** The index of the quote that ends the string begun before `start`; the end of the text when there is none. */
function endOfString(json: string, start: number): number {
  for (let index = start; index < json.length; index += 1) {
    const sign = json.charCodeAt(index)
    if (sign === quote) return index
    if (sign === backslash) index += 1
  }
  return json.length
}

export function isNestedDeeper(json: string, levels: number): boolean {
  let depth = 0
  for (let index = 0; index < json.length; index += 1) {
    const sign = json.charCodeAt(index)
    if (sign === quote) index = endOfString(json, index + 1)
    else if (sign === openBracket || sign === openBrace) {
      depth += 1
      if (depth > levels) return true
    } else if (sign === closeBracket || sign === closeBrace) depth -= 1
  }
  return false
}
