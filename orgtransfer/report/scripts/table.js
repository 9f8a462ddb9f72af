// The table of findings: search as you type, filters, sorting; only the rows in sight are drawn.
let D = null;
const COLUMNS = ['name', 'unit', 'code', 'rule', 'severity', 'message', 'first_seen'];
const SAVED = [...COLUMNS.slice(0, 6), 'evidence', 'advice', 'basis', 'state', 'work', 'first_seen',
  'key', 'system', 'file', 'row'];
const RANKS = {error: 0, warning: 1, info: 2};
const text = (column, row) => (column.i[row] < 0 ? '' : column.d[column.i[row]]);
const named = {severity: W.severities, state: W.changes, work: W.works};
const cell = (column, row) => {
  const found = D.findings;
  if (column === 'name') {
    return found.person[row] < 0 ? text(found.subject, row) : text(D.persons.name, found.person[row]);
  }
  if (column === 'unit') return text(found.call, row);
  if (column === 'row') return found.row[row] < 0 ? '' : String(found.row[row]);
  const value = text(found[column], row);
  return named[column] ? named[column][value] || value.replace(/^\?/, '') : value;
};
const view = {order: null, shown: null, sorted: '', down: false, at: 0, height: 44};

// For each column its values' places in the order of the language, worked out when first asked for.
const ranks = {};
const rankOf = (column) => {
  if (ranks[column]) return ranks[column];
  const size = D.findings.code.i.length;
  const values = Array.from({length: size}, (_, row) => (column === 'severity'
    ? String(RANKS[text(D.findings.severity, row)]) : cell(column, row)));
  const compare = new Intl.Collator(document.documentElement.lang, {numeric: true}).compare;
  const order = new Map([...new Set(values)].sort(compare).map((value, rank) => [value, rank]));
  ranks[column] = Int32Array.from(values, (value) => order.get(value));
  return ranks[column];
};
const sort = (column) => {
  view.down = view.sorted === column ? !view.down : false;
  view.sorted = column;
  const rank = rankOf(column);
  const sign = view.down ? -1 : 1;
  view.order = Int32Array.from(D.findings.code.i.keys())
    .sort((a, b) => sign * (rank[a] - rank[b]) || a - b);
  show();
};

const numbers = () => {
  const ids = D.records.id;
  return (token, flags) => {
    if (!/^\d{4,17}x?$/.test(token)) return flags;
    const digits = token.toUpperCase();
    const fits = ids.d.map((id) => id.endsWith(digits) || id.startsWith(digits));
    D.records.person.forEach((person, row) => {
      if (ids.i[row] >= 0 && fits[ids.i[row]]) flags[person] = 1;
    });
    return flags;
  };
};
const spread = (flags, column, into) => {
  column.i.forEach((place, row) => { if (place >= 0 && flags[place]) into[row] = 1; });
  return into;
};
const find = {};
const ready = () => {
  const f = D.findings;
  find.name = searcher(D.persons.name.d, true);
  find.unit = searcher(D.persons.unit.d, false);
  find.subject = searcher(f.subject.d, false);
  find.call = searcher(f.call.d, false);
  find.code = searcher(f.code.d, true);
  find.rule = searcher(f.rule.d, false);
  find.key = (token, flags) => {
    const place = token.length > 6 ? D.persons.key.d.indexOf(token[0].toUpperCase() + token.slice(1)) : -1;
    if (place >= 0) flags[place] = 1;
    return flags;
  };
  find.number = numbers();
  const kinds = D.records.verdict.d;
  find.verdicts = kinds.map(() => new Uint8Array(D.persons.records.length));
  D.records.verdict.i.forEach((kind, row) => {
    if (kind >= 0) find.verdicts[kind][D.records.person[row]] = 1;
  });
};
const flagsOf = (column, token, how) => how(token, new Uint8Array(column.d.length));
const peopleOf = (token) => {
  const p = D.persons;
  const found = spread(flagsOf(p.name, token, find.name), p.name, new Uint8Array(p.records.length));
  spread(flagsOf(p.unit, token, find.unit), p.unit, found);
  spread(flagsOf(p.key, token, find.key), p.key, found);
  return find.number(token, found);
};
const rowsOf = (token, people) => {
  const f = D.findings;
  const found = new Uint8Array(f.code.i.length);
  for (const column of ['subject', 'call', 'code', 'rule']) {
    spread(flagsOf(f[column], token, find[column]), f[column], found);
  }
  f.person.forEach((person, row) => { if (person >= 0 && people[person]) found[row] = 1; });
  return found;
};

const FILTERS = ['code', 'severity', 'state', 'work'];
const show = () => {
  const f = D.findings;
  const tokens = tokensOf($('asked').value);
  const people = tokens.map(peopleOf);
  const rows = tokens.map((token, place) => rowsOf(token, people[place]));
  const wanted = FILTERS.map((name) => [f[name].i, $(`by-${name}`).value])
    .filter(([, value]) => value !== '').map(([column, value]) => [column, Number(value)]);
  const verdict = $('by-verdict').value;
  const judged = verdict === '' ? null : find.verdicts[Number(verdict)];
  const shown = [];
  for (const row of view.order) {
    let fits = true;
    for (let n = 0; fits && n < rows.length; n += 1) fits = rows[n][row] === 1;
    for (let n = 0; fits && n < wanted.length; n += 1) fits = wanted[n][0][row] === wanted[n][1];
    if (fits && judged) fits = f.person[row] >= 0 && judged[f.person[row]] === 1;
    if (fits) shown.push(row);
  }
  view.shown = shown;
  view.at = 0;
  $('count').textContent = say(W.count, {count: num(shown.length), all: num(f.code.i.length)});
  for (const head of $('rows').querySelectorAll('[role=columnheader]')) {
    head.setAttribute('aria-sort', head.dataset.column !== view.sorted ? 'none'
      : view.down ? 'descending' : 'ascending');
  }
  $('rows').setAttribute('aria-rowcount', String(shown.length + 1));
  $('rows').scrollTop = 0;
  hits(tokens, people);
  paint(true);
};
const MOST_HITS = 30;
const hits = (tokens, people) => {
  const box = $('hits');
  box.textContent = tokens.length ? '' : W.how_to;
  if (!tokens.length) return;
  const found = [];
  for (let person = 0; person < D.persons.records.length; person += 1) {
    if (people.every((flags) => flags[person])) found.push(person);
  }
  box.append(found.length ? say(W.people, {count: num(found.length)}) : W.nobody);
  for (const person of found.slice(0, MOST_HITS)) {
    const unit = text(D.persons.unit, person);
    box.append(el('button', {type: 'button', 'data-person': String(person)},
      text(D.persons.name, person) + (unit ? ` · ${unit}` : '')));
  }
};

const pool = [];
const paint = (all) => {
  const box = $('rows');
  const body = box.querySelector('.body');
  view.height = narrow.matches ? 64 : 44;
  body.style.height = `${Math.max(view.shown.length, 1) * view.height}px`;
  const first = Math.max(0, Math.floor(box.scrollTop / view.height) - 4);
  const count = Math.ceil((box.clientHeight || 600) / view.height) + 9;
  while (pool.length < count) pool.push(line(body));
  pool.forEach((one, n) => {
    const place = first + ((n - first) % pool.length + pool.length) % pool.length;
    const there = place < view.shown.length && place < first + count;
    one.hidden = !there;
    if (!there) { one.dataset.place = '-1'; return; }
    one.classList.toggle('here', place === view.at);
    if (!all && one.dataset.place === String(place)) return;
    fill(one, place);
  });
  const here = view.shown.length ? `row-${view.at}` : '';
  if (here && $(here)) box.setAttribute('aria-activedescendant', here);
  else box.removeAttribute('aria-activedescendant');
};
const line = (body) => {
  const made = el('div', {class: 'line', role: 'row'});
  for (const column of COLUMNS) made.append(el('span', {class: `c-${column}`, role: 'gridcell'}));
  body.append(made);
  return made;
};
const fill = (one, place) => {
  const row = view.shown[place];
  one.dataset.place = String(place);
  one.id = `row-${place}`;
  one.setAttribute('aria-rowindex', String(place + 2));
  one.style.transform = `translateY(${place * view.height}px)`;
  COLUMNS.forEach((column, n) => {
    const value = cell(column, row);
    const at = one.children[n];
    if (at.textContent !== value) at.textContent = value;
    if (column === 'message' || column === 'unit' || column === 'name') at.title = value;
    if (column === 'severity') at.className = `c-severity s-${text(D.findings.severity, row)}`;
  });
};
const move = (event) => {
  const page = Math.max(1, Math.floor($('rows').clientHeight / view.height) - 2);
  const steps = {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -1e9, End: 1e9};
  if (event.target !== $('rows')) return;
  if (event.key === 'Enter' && view.shown.length) {
    event.preventDefault(); // else the same key closes what it has opened
    opened(view.shown[view.at]);
  }
  if (!(event.key in steps) || !view.shown.length) return;
  event.preventDefault();
  view.at = Math.min(Math.max(view.at + steps[event.key], 0), view.shown.length - 1);
  const box = $('rows');
  const top = view.at * view.height;
  const room = box.clientHeight - 42 - view.height;
  if (top < box.scrollTop) box.scrollTop = top;
  if (top > box.scrollTop + room) box.scrollTop = top - room;
  paint(false);
};
const table = (columns, rows, line) => columns.map((column) => W[
  {row: 'row_head'}[column] || column]).join(line.between) + line.end
  + rows.map((row) => columns.map((column) => line.cell(cell(column, row))).join(line.between)
    + line.end).join('');
const guarded = (value) => (/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
const save = () => {
  const quoted = (value) => (/[",\r\n]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value);
  const csv = table(SAVED, view.shown,
    {between: ',', end: '\r\n', cell: (value) => quoted(guarded(value))});
  const link = el('a', {download: `${W.file_name}.csv`});
  link.href = URL.createObjectURL(new Blob(['\ufeff', csv], {type: 'text/csv'}));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};
const copyOld = (lines) => {
  const area = el('textarea', {class: 'sr', readonly: 'readonly'});
  area.value = lines;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
};
const copy = async () => {
  const lines = table(COLUMNS, view.shown, {between: '\t', end: '\r\n',
    cell: (value) => guarded(value).replace(/[\t\r\n]+/g, ' ')});
  let done = true;
  try { await navigator.clipboard.writeText(lines); } catch (error) { done = copyOld(lines); }
  $('count').textContent = done ? say(W.copied, {count: num(view.shown.length)}) : W.not_copied;
};
const choices = (name, labels) => {
  const column = name === 'verdict' ? D.records.verdict : D.findings[name];
  const counts = new Uint32Array(column.d.length);
  column.i.forEach((place) => { if (place >= 0) counts[place] += 1; });
  const box = $(`by-${name}`);
  box.append(el('option', {value: ''}, W.all));
  column.d.forEach((value, place) => {
    const label = labels(value, place);
    box.append(el('option', {value: String(place)},
      name === 'verdict' ? label : `${label} (${num(counts[place])})`));
  });
  box.addEventListener('change', show);
};
const ruleNames = () => {
  const called = new Map();
  D.findings.code.i.forEach((code, row) => {
    if (!called.has(code)) called.set(code, text(D.findings.rule, row));
  });
  return called;
};
const heads = () => {
  const box = $('rows');
  box.setAttribute('role', 'grid');
  const row = el('div', {class: 'heads', role: 'row', 'aria-rowindex': '1'});
  for (const column of COLUMNS) {
    const head = el('span', {class: `c-${column}`, role: 'columnheader', 'aria-sort': 'none'});
    head.dataset.column = column;
    head.append(el('button', {type: 'button'}, W[column]));
    head.firstChild.addEventListener('click', () => sort(column));
    row.append(head);
  }
  box.append(el('div', {role: 'rowgroup', class: 'top'}, row),
    el('div', {class: 'body', role: 'rowgroup'}));
};
const clear = () => {
  $('asked').value = '';
  for (const name of [...FILTERS, 'verdict']) $(`by-${name}`).value = '';
  show();
  $('asked').focus();
};
const only = (name, value) => {
  const column = name === 'verdict' ? D.records.verdict : D.findings[name];
  clear();
  $(`by-${name}`).value = String(column.d.indexOf(value));
  show();
  $('find').scrollIntoView();
};
const start = async () => {
  $('count').textContent = W.loading;
  D = await unpack($('people').textContent);
  $('people').remove();
  learn(D.initials);
  ready();
  view.order = Int32Array.from(D.findings.code.i.keys());
  heads();
  const called = ruleNames();
  choices('code', (code, place) => `${code} ${called.get(place) || ''}`);
  choices('severity', (code) => W.severities[code] || code);
  choices('state', (code) => W.changes[code] || code);
  choices('work', (code) => W.works[code] || code.replace(/^\?/, ''));
  choices('verdict', (code) => W.verdicts[code] || code);
  const box = $('rows');
  let waiting = false;
  box.addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; paint(false); });
  }, {passive: true});
  box.addEventListener('keydown', move);
  box.addEventListener('click', (event) => {
    const at = event.target.closest('.line');
    if (!at) return;
    view.at = Number(at.dataset.place);
    paint(false);
    opened(view.shown[view.at]);
  });
  $('hits').addEventListener('click', (event) => {
    const at = event.target.closest('button');
    if (at) openPerson(Number(at.dataset.person));
  });
  $('asked').addEventListener('input', show);
  $('asked').addEventListener('keydown', (event) => {
    const hit = $('hits').querySelector('button');
    if (event.key === 'Enter' && hit) { event.preventDefault(); hit.click(); }
    if (event.key === 'ArrowDown') { event.preventDefault(); box.focus(); }
  });
  $('clear').addEventListener('click', clear);
  $('csv').addEventListener('click', save);
  $('copy').addEventListener('click', copy);
  document.addEventListener('click', (event) => {
    const at = event.target.closest('.filter');
    if (at) only(...at.dataset.filter.split(':'));
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target.closest('input, select, dialog')) return;
    event.preventDefault();
    $('asked').focus();
  });
  new ResizeObserver(later(() => paint(true), 60)).observe(box);
  show();
  asked();
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
  // Initials are worked out once nobody waits for anything, not at the first letter typed.
  for (const [name, how] of Object.entries(find)) {
    if (how.warm) setTimeout(how.warm, 50, name);
  }
};
start();
