/** Waiting for what happens elsewhere. */

/** Resolves when the condition holds; what it throws meanwhile counts as "not yet", and is told in the end. */
export async function until(holds: () => boolean | Promise<boolean>, limitMs = 40_000): Promise<void> {
  const end = performance.now() + limitMs
  for (;;) {
    let thrown: unknown
    try {
      if (await holds()) return
    } catch (error) {
      thrown = error
    }
    if (performance.now() > end) throw new Error('waited in vain', { cause: thrown })
    await new Promise(done => {
      setTimeout(done, 10)
    })
  }
}
