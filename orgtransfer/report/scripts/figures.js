// The charts: the same numbers as the tables beside them.
const colors = () => {
  const found = getComputedStyle(document.documentElement);
  const of = (name) => found.getPropertyValue(`--${name}`).trim();
  return {ink: of('ink'), quiet: of('quiet'), line: of('line'), paper: of('paper'),
    accent: of('accent'), bad: of('alert'), good: of('good'), plain: of('plain'),
    warn: of('transit'), due: of('alert'), transit: of('transit'), done: of('good')};
};
const tip = (c) => ({renderMode: 'richText', backgroundColor: c.paper, borderColor: c.quiet,
  textStyle: {color: c.ink}, confine: true});
const base = (c) => ({animation: false, textStyle: {color: c.ink,
  fontFamily: getComputedStyle(document.body).fontFamily}, tooltip: tip(c)});
const counts = (c) => ({type: 'value', minInterval: 1, axisLabel: {color: c.quiet, hideOverlap: true},
  splitLine: {lineStyle: {color: c.line}}});
const names = (c, data) => ({type: 'category', data, axisLabel: {color: c.ink, interval: 0},
  axisTick: {show: false}, axisLine: {lineStyle: {color: c.line}}});
// Cuts a text to so many Chinese characters; two Latin ones are as wide as one of these.
const cut = (text, most) => {
  let width = 0;
  for (let place = 0; place < text.length; place += 1) {
    width += text.charCodeAt(place) < 0x2e80 ? 0.5 : 1;
    if (width > most) return `${text.slice(0, Math.max(place - 1, 1))}…`;
  }
  return text;
};

const drawings = {
  verdicts(c) {
    const lines = F.verdicts;
    const wide = narrow.matches ? 9 : 16;
    return {...base(c), grid: {left: 4, right: 56, top: 4, bottom: 4, containLabel: true},
      xAxis: {...counts(c), axisLabel: {show: false}, splitLine: {show: false}},
      yAxis: {...names(c, lines.map((line) => line.label)), inverse: true,
        axisLabel: {color: c.ink, interval: 0, formatter: (text) => cut(text, wide)}},
      series: [{type: 'bar', barMaxWidth: 26, cursor: 'pointer', emphasis: {disabled: true},
        label: {show: true, position: 'right', color: c.ink, formatter: (one) => num(one.value)},
        data: lines.map((line) => ({value: line.value, itemStyle: {color: c[line.tone]}}))}]};
  },
  flow(c) {
    const small = narrow.matches;
    const shown = new Map(F.flow.nodes.map((node) => [node.name, node.label]));
    const label = (side) => ({position: side, color: c.ink, width: small ? 84 : 190,
      overflow: 'truncate', formatter: (one) => cut(shown.get(one.name), small ? 7 : 15)});
    const places = {from: 'left', to: 'right', due: 'inside', transit: 'inside', done: 'inside'};
    return {...base(c), tooltip: {...tip(c), formatter: (one) => (one.dataType === 'edge'
      ? `${shown.get(one.data.source)} → ${shown.get(one.data.target)}: ${num(one.value)}`
      : `${shown.get(one.name)}: ${num(one.value)}`)},
    series: [{type: 'sankey', left: small ? 92 : 200, right: small ? 92 : 200, top: 8, bottom: 14,
      nodeGap: small ? 6 : 9, nodeWidth: small ? 12 : 14, draggable: false, layoutIterations: 48,
      nodeAlign: 'justify', emphasis: {focus: 'adjacency'},
      data: F.flow.nodes.map((node) => ({name: node.name,
        itemStyle: {color: c[node.side] || c.plain, borderWidth: 0},
        label: node.side === 'from' || node.side === 'to' ? label(places[node.side])
          : {position: 'right', color: c.ink, textBorderColor: c.paper, textBorderWidth: 3,
            formatter: (one) => shown.get(one.name)}})),
      links: F.flow.links.map((link) => ({...link,
        lineStyle: {color: c[link.stage], opacity: 0.35, curveness: 0.5}}))}]};
  },
  trend(c) {
    // All findings, and beside them what is a small part of these: each on a scale of its own.
    const series = [['all_findings', 'findings', c.accent, 0], ['due', 'due', c.bad, 1],
      ['new', 'new', c.warn, 1], ['resolved', 'resolved', c.good, 1]];
    const small = narrow.matches;
    const days = (gridIndex) => ({type: 'category', gridIndex, boundaryGap: false,
      data: F.trend.map((night) => night.day), axisLine: {lineStyle: {color: c.line}},
      axisLabel: {color: c.quiet, hideOverlap: true, alignMinLabel: 'left', alignMaxLabel: 'right'}});
    const whole = {containLabel: true, left: 4, right: 14};
    return {...base(c), tooltip: {...tip(c), trigger: 'axis'},
      legend: {top: 0, textStyle: {color: c.ink}, inactiveColor: c.quiet},
      grid: small ? [{...whole, top: 56, height: 120}, {...whole, top: 210, height: 120}]
        : [{...whole, top: 40, bottom: 4, right: '53%'}, {...whole, top: 40, bottom: 4, left: '51%'}],
      xAxis: [days(0), days(1)], yAxis: [counts(c), {...counts(c), gridIndex: 1}],
      series: series.map(([name, field, color, place]) => ({type: 'line', name: W[name],
        xAxisIndex: place, yAxisIndex: place, data: F.trend.map((night) => night[field]), color,
        symbolSize: 6, showSymbol: F.trend.length < 40, lineStyle: {width: 2}}))};
  },
  stacked(c, {labels, series}) {
    return {...base(c), tooltip: {...tip(c), trigger: 'axis', axisPointer: {type: 'shadow'}},
      legend: {top: 0, textStyle: {color: c.ink}, inactiveColor: c.quiet},
      grid: {left: 4, right: 16, top: 40, bottom: 4, containLabel: true},
      xAxis: {...names(c, labels), axisLabel: {color: c.ink, interval: 0, hideOverlap: false,
        fontSize: narrow.matches ? 10 : 12, width: narrow.matches ? 46 : 80, overflow: 'break'}},
      yAxis: counts(c),
      series: series.map((one) => ({type: 'bar', stack: 'all', name: one.name, color: c[one.tone],
        barMaxWidth: 48, emphasis: {disabled: true}, data: one.values}))};
  },
  ages(c) { return drawings.stacked(c, F.ages); },
  sure(c) { return drawings.stacked(c, F.sure); },
};
const drawn = new Map();
const draw = () => {
  const c = colors();
  for (const place of document.querySelectorAll('.chart')) {
    const name = place.id.slice('chart-'.length);
    let chart = drawn.get(name);
    if (!chart) {
      chart = echarts.init(place, null, {renderer: 'svg'});
      drawn.set(name, chart);
      new ResizeObserver(later(() => chart.resize(), 60)).observe(place);
    }
    chart.setOption(drawings[name](c), true);
  }
};
const chosen = (code) => {
  location.hash = `verdict-${code}`;
  reveal();
};
const begin = () => {
  draw();
  const chart = drawn.get('verdicts');
  if (!chart) return;
  // The whole line counts, name and all: a bar may be a hair's breadth.
  const surface = chart.getZr();
  surface.on('click', (event) => {
    const at = chart.convertFromPixel({seriesIndex: 0}, [event.offsetX, event.offsetY]);
    if (at && F.verdicts[at[1]]) chosen(F.verdicts[at[1]].code);
  });
  surface.on('mousemove', () => surface.setCursorStyle('pointer'));
};
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
narrow.addEventListener('change', draw);
