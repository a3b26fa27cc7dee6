// What only some pages need is fetched when it is needed, which may be while the network is away: then again, until it
// comes. A browser remembers that an import has failed, so each try has an address of its own.
const FIRST_WAIT = 500; // ms
const LONGEST_WAIT = 10_000; // ms

const pause = (wait) =>
  new Promise((resolve) => {
    setTimeout(resolve, wait);
    addEventListener("online", resolve, { once: true });
  });

// Fetches with `load`, to which each try gives its address.
export async function fetched(address, load) {
  for (let tries = 0; ; tries++) {
    try {
      return await load(tries ? `${address}?${tries}` : `${address}`);
    } catch {
      await pause(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries));
    }
  }
}
