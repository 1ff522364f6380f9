/** Waiting for what happens elsewhere. */

/** Resolves when the condition holds; rejects with what it throws, or when it took too long. */
export async function until(holds: () => boolean | Promise<boolean>, limitMs = 40_000): Promise<void> {
  const end = performance.now() + limitMs
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('waited in vain')
    await new Promise(done => {
      setTimeout(done, 10)
    })
  }
}
