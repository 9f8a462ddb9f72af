// A person's page: rows, verdict with its questions, links with their ledgers, findings.
const list = (...pairs) => el('dl', {}, ...pairs.filter(([, value]) => value).flatMap(
  ([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
const rowsWhere = (column, wanted) => {
  const found = [];
  column.forEach((value, row) => { if (value === wanted) found.push(row); });
  return found;
};
const placeOf = (row) => {
  const r = D.records;
  return `${text(r.system, row)} ${text(r.file, row)} ${say(W.row, {row: r.row[row]})}`;
};
const shortly = (row, person) => {
  const whose = D.records.person[row] === person ? '' : ` (${W.other})`;
  const line = say(W.row, {row: D.records.row[row]});
  return `${text(D.records.system, row)} ${line} ${text(D.records.name, row)}${whose}`;
};
const recordCard = (row) => {
  const r = D.records;
  return el('div', {class: 'card'}, el('strong', {}, placeOf(row)), list(
    [W.full_name, text(r.name, row)], [W.number, text(r.id, row)], [W.branch, text(r.branch, row)],
    [W.unit, text(r.unit, row)], [W.association, text(r.association, row)],
    [W.post, text(r.post, row)], [W.member_state, text(r.state, row)]));
};
const verdictCard = (row, person) => {
  const r = D.records;
  const because = text(r.because, row);
  const asked = [];
  const end = W.of.questions.findIndex(([, ends]) => ends.includes(because));
  W.of.questions.slice(0, end + 1).forEach(([question], place) => asked.push(el('li', {},
    `${question} `, el('strong', {}, place === end ? W.of.because[because] : W.no))));
  const title = `${shortly(row, person)}${W.colon}${W.verdicts[text(r.verdict, row)]}`;
  return el('div', {class: 'card'}, el('strong', {}, title), el('ol', {}, ...asked));
};
const percent = (value) => (value > 0.9999 ? '> 99.99 %' : `${(value * 100).toFixed(2)} %`);
const signed = (value) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
const ledgerOf = (pair) => {
  const levels = text(D.pairs.levels, pair).split('|');
  const weights = text(D.pairs.weights, pair).split('|').map(Number);
  const lines = D.comparisons.map((name, place) => ({name: W.of.comparisons[name],
    level: levels[place] ? W.of.levels[name][levels[place]] || levels[place] : W.of.not_given,
    weight: weights[place + 1]}));
  lines.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return [{name: W.of.comparisons.prior, level: '', weight: weights[0]}, ...lines];
};
const pairCard = (pair, person) => {
  const p = D.pairs;
  const line = (name, level, weight) => el('tr', {}, el('td', {}, name), el('td', {}, level),
    el('td', {class: 'n'}, signed(weight)));
  const head = [W.comparison, W.level, W.weight].map((name, place) =>
    el('th', {scope: 'col', class: place === 2 ? 'n' : ''}, name));
  const tier = text(p.tier, pair);
  const title = `${shortly(p.a[pair], person)} ↔ ${shortly(p.b[pair], person)}`;
  const reason = text(p.reason, pair);
  return el('div', {class: 'card'}, el('strong', {}, title),
    el('p', {}, [say(W.probability, {percent: percent(p.probability[pair])}),
      tier === 'review' ? say(W.left, {reason: W.of.reasons[reason] || reason}) : W.tiers[tier],
    ].join(' · ')),
    el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {},
      ...ledgerOf(pair).map((one) => line(one.name, one.level, one.weight)),
      line(W.sum, '', p.weight[pair]))));
};
const findingCard = (row) => {
  const f = D.findings;
  const where = f.row[row] < 0 ? '' : `${text(f.file, row)} ${say(W.row, {row: f.row[row]})}`;
  return el('div', {class: 'card'},
    el('strong', {class: `s-${text(f.severity, row)}`},
      `${text(f.code, row)} ${text(f.rule, row)} · ${cell('severity', row)}`),
    el('p', {}, text(f.message, row)),
    list([W.evidence, text(f.evidence, row)], [W.advice, text(f.advice, row)],
      [W.basis, text(f.basis, row)], [W.unit, text(f.call, row)],
      [W.where, `${text(f.system, row)} ${where}`], [W.first_seen, text(f.first_seen, row)],
      [W.state, cell('state', row)], [W.work, cell('work', row)], [W.key, text(f.key, row)]));
};
const sheet = (title, hash, ...parts) => {
  const box = $('person');
  const inner = box.querySelector('.sheet');
  inner.textContent = '';
  const close = el('button', {type: 'button', class: 'close'}, W.close);
  close.addEventListener('click', () => box.close());
  inner.append(close, el('h2', {id: 'person-name'}, title), ...parts);
  if (!box.open) box.showModal();
  box.scrollTop = 0;
  history.replaceState(null, '', hash);
};
const openPerson = (person) => {
  const mine = rowsWhere(D.records.person, person);
  const own = new Set(mine);
  const pairs = rowsWhere(Array.from(D.pairs.a, (a, n) => own.has(a) || own.has(D.pairs.b[n])), true);
  const judged = mine.filter((row) => D.records.verdict.i[row] >= 0);
  const found = rowsWhere(D.findings.person, person);
  const cards = (title, made, none) => [el('h3', {}, title),
    ...(made.length ? made : none ? [el('p', {}, none)] : [])];
  sheet(text(D.persons.name, person), `#person=${text(D.persons.key, person)}`,
    ...cards(W.findings, found.map(findingCard), W.no_findings),
    ...(judged.length ? cards(W.verdict, judged.map((row) => verdictCard(row, person))) : []),
    ...cards(W.records, mine.map(recordCard)),
    ...cards(W.links, pairs.map((pair) => pairCard(pair, person)), W.no_links));
};
const opened = (row) => {
  const person = D.findings.person[row];
  if (person >= 0) openPerson(person);
  else sheet(cell('name', row), `#finding=${encodeURIComponent(text(D.findings.key, row))}`, findingCard(row));
};
// A page that was opened with somebody's key in its address shows them.
const asked = () => {
  const key = /^#person=(\w+)$/.exec(location.hash);
  const person = key ? D.persons.key.i.indexOf(D.persons.key.d.indexOf(key[1])) : -1;
  if (person >= 0) openPerson(person);
};
addEventListener('hashchange', () => D && asked());
$('person').addEventListener('close', () => {
  history.replaceState(null, '', '#find');
});
$('person').addEventListener('click', (event) => { if (event.target === $('person')) $('person').close(); });
