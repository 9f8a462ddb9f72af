// Opens what a link leads to, and searches the organisations.
const reveal = () => {
  const asked = location.hash.slice(1);
  const target = asked && document.getElementById(decodeURIComponent(asked));
  if (!target) return;
  for (let at = target; at; at = at.parentElement) {
    if (at.tagName === 'DETAILS') at.open = true;
  }
  target.scrollIntoView();
};
addEventListener('hashchange', reveal);

const trees = () => {
  const box = $('trees');
  if (!box) return;
  const items = [...box.querySelectorAll('.org')].map((org) => {
    const own = org.parentElement;
    return {item: own.closest('li'), faulty: Boolean(own.querySelector('.fault, .below')),
      text: `${own.textContent} ${org.title}`, fits: false};
  });
  const rest = [...box.querySelectorAll('li.quiet')];
  const index = new Map(items.map((one) => [one.item, one]));
  const find = searcher(items.map((one) => one.text), false);
  const show = () => {
    const tokens = tokensOf($('tree-asked').value);
    const faults = $('tree-faults').checked;
    const flags = tokens.map((token) => find(token, new Uint8Array(items.length)));
    items.forEach((one, place) => {
      one.fits = flags.every((flag) => flag[place]) && (!faults || one.faulty);
      one.item.hidden = !one.fits;
    });
    const active = tokens.length > 0;
    let count = 0;
    rest.forEach((item) => { item.hidden = active || faults; });
    for (const one of items) {
      if (!one.fits) continue;
      count += 1;
      for (let up = one.item.parentElement; up && up !== box; up = up.parentElement) {
        if (up.tagName === 'LI') index.get(up).item.hidden = false;
        if (up.tagName === 'DETAILS' && (active || faults)) up.open = true;
      }
    }
    $('tree-count').textContent = active || faults
      ? say(W.tree_count, {count: num(count)}) : '';
  };
  $('tree-asked').addEventListener('input', later(show, 60));
  $('tree-faults').addEventListener('change', show);
};
for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', (event) => event.preventDefault());
}
begin();
trees();
reveal();
