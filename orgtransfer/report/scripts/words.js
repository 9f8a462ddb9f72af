// What every part of the script uses: the page's figures and words, and elements made of text only.
const $ = (id) => document.getElementById(id);
const F = JSON.parse($('figures').textContent);
const W = F.words;
const say = (text, facts = {}) => text.replace(/\{(\w+)\}/g, (whole, name) =>
  (name in facts ? String(facts[name]) : whole));
const num = (value) => value.toLocaleString('en-US');
const el = (tag, given = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name === 'class') made.className = value;
    else if (name in made && typeof value !== 'string') made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};
const later = (work, wait) => {
  let timer = 0;
  return () => { clearTimeout(timer); timer = setTimeout(work, wait); };
};
const narrow = matchMedia('(max-width: 720px)');
