// Finds texts by a part of them, or by the first letters of their characters' readings.
const LETTERS = new Map();
const learn = (initials) => {
  for (const [letter, characters] of Object.entries(initials)) {
    const bit = 1 << (letter.charCodeAt(0) - 97);
    for (const character of characters) {
      LETTERS.set(character, (LETTERS.get(character) || 0) | bit);
    }
  }
};
const masksOf = (text) => Uint32Array.from([...text].filter((one) => one.trim()), (one) => {
  const latin = one.charCodeAt(0) - 97;
  return latin >= 0 && latin < 26 ? 1 << latin : LETTERS.get(one) || 0;
});
const begins = (masks, bits, from) => {
  if (from + bits.length > masks.length) return false;
  for (let place = 0; place < bits.length; place += 1) {
    if (!(masks[from + place] & bits[place])) return false;
  }
  return true;
};
// A searcher of a list of texts; `anchored`: initials count from the first character only.
const searcher = (texts, anchored) => {
  const low = texts.map((text) => text.toLowerCase());
  let masks = null;
  const warm = () => { masks = masks || low.map(masksOf); };
  const fits = (token, flags) => {
    const bits = /^[a-z]+$/.test(token) && (anchored || token.length > 1)
      ? Array.from(token, (letter) => 1 << (letter.charCodeAt(0) - 97)) : null;
    if (bits) warm();
    for (let place = 0; place < low.length; place += 1) {
      let found = low[place].includes(token);
      if (!found && bits) {
        const last = anchored ? 0 : masks[place].length - bits.length;
        for (let from = 0; from <= last && !found; from += 1) {
          found = begins(masks[place], bits, from);
        }
      }
      if (found) flags[place] = 1;
    }
    return flags;
  };
  return Object.assign(fits, {warm});
};
const tokensOf = (text) => text.trim().toLowerCase().split(/\s+/).filter(Boolean);
learn(F.initials);
