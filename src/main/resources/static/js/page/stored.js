// What this browser remembers for this person. Storage may be full or forbidden: then it forgets, and nothing breaks.
export const stored = {
  get(name) {
    try {
      return localStorage.getItem(`parley.${name}`);
    } catch {
      return null;
    }
  },

  set(name, value) {
    try {
      if (value) localStorage.setItem(`parley.${name}`, value);
      else localStorage.removeItem(`parley.${name}`);
    } catch {
      // See above.
    }
  },

  forget(beginning) {
    try {
      for (const name of Object.keys(localStorage)) {
        if (name.startsWith(`parley.${beginning}`)) localStorage.removeItem(name);
      }
    } catch {
      // See above.
    }
  },
};
