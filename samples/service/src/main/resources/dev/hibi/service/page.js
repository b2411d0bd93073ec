'use strict';
const words = JSON.parse(document.getElementById('words').textContent);
const say = (key, value) => words[key].replace(/%[ds]/, value);
const SVG = 'http://www.w3.org/2000/svg';
const slider = document.getElementById('threshold');
const photos = document.getElementById('photos');
const shown = [];
let model = {labels: []};
let own = null;  // the threshold of the first scan, the model's
let marksKept = true;
let waiting = [];
let current = null;  // the photograph that is scanned

const probability = () => own !== null && slider.dataset.moved !== 'yes' ? own : 1 / (1 + Math.exp(-slider.value));
const percent = value => (100 * value).toFixed(value > 0.995 || value < 0.005 ? 2 : 1) + ' %';
const status = text => { document.getElementById('status').textContent = text; };

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  Object.entries(attributes || {}).forEach(([name, value]) => {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value); else node.setAttribute(name, value);
  });
  node.append(...children);
  return node;
}

async function ask(path, options) {
  let answer;
  try { answer = await fetch(path, options); } catch (e) { throw {detail: words.gone}; }
  if (answer.status === 204) return null;
  const json = await answer.json();
  if (!answer.ok) throw Object.assign(json, {wait: answer.headers.get('Retry-After')});
  return json;
}

function add(files) {
  for (const file of files) {
    const photo = {file, url: URL.createObjectURL(file), zoom: 1, scan: null, on: -1};
    build(photo);
    shown.push(photo);
    enqueue(photo);
  }
  document.body.classList.toggle('small', shown.length > 0);
}

const queued = photo => photo === current || waiting.includes(photo);

// However often it is asked for, a photograph is scanned once.
function enqueue(photo) {
  if (queued(photo)) return;
  photo.sum.textContent = words.waiting;
  photo.fault.hidden = true;
  waiting.push(photo);
  work();
}

async function work() {
  if (current) return;
  while (waiting.length) {
    current = waiting.shift();
    await scan(current);
    current = null;
  }
}

async function scan(photo) {
  photo.sum.textContent = words.scanning;
  const query = new URLSearchParams({name: photo.file.name});
  if (slider.dataset.moved === 'yes') query.set('threshold', probability());
  try {
    photo.scan = await ask('scan?' + query, {method: 'POST', body: photo.file, headers: {'Content-Type': 'application/octet-stream'}});
    if (own === null && !query.has('threshold')) { own = photo.scan.threshold; place(); }
    document.getElementById('bar').hidden = false;
    if (photo.img.complete && photo.img.naturalWidth === 0) photo.img.src = 'scans/' + photo.scan.id + '/overlay';
    if (photo.scan.threshold !== probability()) await again(photo); else draw(photo);
    const wish = photo.wish;
    photo.wish = null;
    if (wish) wish();
  } catch (e) {
    if (e.status === 429) {
      status(words.busy);
      await new Promise(done => setTimeout(done, 1000 * (Number(e.wait) || 1)));
      if (shown.includes(photo)) waiting.unshift(photo);
      return;
    }
    fail(photo, e);
  }
}

function fail(photo, e) {
  status('');
  photo.wish = null;
  photo.sum.textContent = '';
  photo.fault.replaceChildren(e.detail || words.gone, ' ',
    make('button', {type: 'button', onclick: () => photo.scan ? again(photo) : enqueue(photo)}, words.retry));
  photo.fault.hidden = false;
}

// One at a time: the last place of the slider is always asked for.
async function again(photo) {
  if (photo.asking) { photo.more = true; return; }
  photo.asking = true;
  do {
    photo.more = false;
    try {
      photo.scan = await ask('scans/' + photo.scan.id + '?threshold=' + probability());
      photo.on = -1;
      draw(photo);
    } catch (e) {
      if (e.status === 404 && photo !== current) enqueue(photo); else fail(photo, e);
    }
  } while (photo.more);
  photo.asking = false;
}

function place() {
  const at = probability();
  slider.value = Math.log(at / (1 - at));
  tell();
}

function tell() {
  const text = percent(probability());
  document.getElementById('value').textContent = text;
  slider.setAttribute('aria-valuetext', text);
}

function build(photo) {
  photo.img = make('img', {alt: say('picture', photo.file.name), src: photo.url});
  photo.img.addEventListener('error', () => {
    if (photo.scan && !photo.img.src.includes('/overlay')) photo.img.src = 'scans/' + photo.scan.id + '/overlay';
  });
  photo.svg = document.createElementNS(SVG, 'svg');
  photo.svg.setAttribute('aria-hidden', 'true');
  photo.plane = make('div', {class: 'plane'}, photo.img, photo.svg);
  photo.viewer = make('div', {class: 'viewer', tabindex: '0', role: 'region', 'aria-label': photo.file.name, onkeydown: e => {
    if (e.key === '+' || e.key === '=') zoom(photo, photo.zoom * 1.5);
    else if (e.key === '-') zoom(photo, photo.zoom / 1.5);
    else if (e.key === '0') zoom(photo, 1);
    else return;
    e.preventDefault();
  }}, photo.plane);
  photo.sum = make('span', {class: 'sum'}, words.waiting);
  photo.fault = make('p', {class: 'fault', role: 'alert', hidden: ''});
  photo.list = make('ol', {class: 'list'});
  photo.note = make('p', {class: 'quiet', hidden: ''}, words.unfamiliar);
  photo.node = make('article', {class: 'photo', 'aria-label': photo.file.name},
    make('div', {class: 'head'}, make('h2', {}, photo.file.name), photo.sum,
      make('button', {type: 'button', onclick: () => remove(photo)}, words.remove)),
    photo.fault,
    make('div', {class: 'body'},
      make('div', {class: 'left'}, photo.viewer,
        make('div', {class: 'tools'},
          make('button', {type: 'button', onclick: () => zoom(photo, photo.zoom * 1.5)}, words.zoomIn),
          make('button', {type: 'button', onclick: () => zoom(photo, photo.zoom / 1.5)}, words.zoomOut),
          make('button', {type: 'button', onclick: () => zoom(photo, 1)}, words.whole), photo.note)),
      photo.list));
  photos.append(photo.node);
}

function remove(photo) {
  waiting = waiting.filter(other => other !== photo);
  shown.splice(shown.indexOf(photo), 1);
  URL.revokeObjectURL(photo.url);
  photo.node.remove();
  document.body.classList.toggle('small', shown.length > 0);
  photos.focus();
}

function zoom(photo, factor) {
  const view = photo.viewer;
  const x = (view.scrollLeft + view.clientWidth / 2) / photo.plane.clientWidth;
  const y = (view.scrollTop + view.clientHeight / 2) / photo.plane.clientHeight;
  photo.zoom = Math.min(12, Math.max(1, factor));
  photo.plane.style.width = 100 * photo.zoom + '%';
  view.scrollLeft = x * photo.plane.clientWidth - view.clientWidth / 2;
  view.scrollTop = y * photo.plane.clientHeight - view.clientHeight / 2;
}

function shape(name, attributes) {
  const node = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  return node;
}

const path = outlines => outlines.flat().map(ring => 'M' + ring.map(corner => corner.join(' ')).join('L') + 'Z').join('');

const markOf = (photo, region) => photo.scan.marks.find(mark => {
  const [x, y, w, h] = mark.bbox, [a, b, c, d] = region.bbox;
  const wide = Math.min(x + w, a + c) - Math.max(x, a), high = Math.min(y + h, b + d) - Math.max(y, b);
  const both = wide > 0 && high > 0 ? wide * high : 0;
  return both / (w * h + c * d - both) > 0.5;
});

function draw(photo) {
  const scan = photo.scan;
  photo.svg.setAttribute('viewBox', `0 0 ${scan.width} ${scan.height}`);
  photo.svg.replaceChildren();
  photo.fault.hidden = true;
  photo.note.hidden = !scan.unfamiliar.length;
  if (scan.unfamiliar.length) {
    const step = Math.max(scan.width, scan.height) / 80, id = 'hatch' + shown.indexOf(photo);
    const pattern = shape('pattern', {id, width: step, height: step, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)'});
    pattern.append(shape('rect', {width: step / 6, height: step, fill: '#fff', 'fill-opacity': .7}),
      shape('rect', {x: step / 6, width: step / 6, height: step, fill: '#111', 'fill-opacity': .6}));
    photo.svg.append(pattern, shape('path', {d: scan.unfamiliar.map(([x, y, w, h]) => `M${x} ${y}h${w}v${h}h${-w}Z`).join(''), fill: `url(#${id})`}));
  }
  photo.shapes = scan.regions.map((region, i) => {
    const d = path(region.outlines), mark = markOf(photo, region);
    const kind = mark ? (mark.label === scan.positive ? ' right' : ' wrong') : '';
    const node = shape('path', {d, 'fill-rule': 'evenodd', class: 'shape' + kind});
    node.addEventListener('click', () => show(photo, i));
    photo.svg.append(shape('path', {d, class: 'halo'}), node);
    return node;
  });
  const count = scan.regions.length;
  photo.sum.textContent = count === 0 ? words.none : count === 1 ? words.oneRegion : say('regions', count);
  photo.sum.classList.toggle('alarm', count > 0);
  photo.list.replaceChildren(...scan.regions.map((region, i) => item(photo, region, i)));
  if (!count) photo.list.append(make('li', {class: 'empty'}, words.none));
  status('');
}

function item(photo, region, i) {
  const mark = markOf(photo, region);
  const acts = make('div', {class: 'acts'});
  if (mark) {
    const name = mark.label === photo.scan.positive ? words.right : model.labels.length > 2 ? mark.label : words.wrong;
    acts.append(make('span', {}, say('marked', name)),
      make('button', {type: 'button', class: 'back', onclick: () => change(photo, 'marks/' + mark.id, {method: 'DELETE'}, i)}, words.back));
  } else if (marksKept) {
    model.labels.filter(label => label !== photo.scan.positive).forEach(label => acts.append(
      button(photo, i, label, model.labels.length > 2 ? label : words.wrong, 'wrong')));
    acts.append(button(photo, i, photo.scan.positive, words.right, 'right'));
  }
  return make('li', {}, make('button', {type: 'button', class: 'go', onclick: () => show(photo, i)}, say('region', i + 1)),
    make('p', {class: 'facts'}, `${words.peak} ${percent(region.peak)}, ${words.area} ${region.area.toLocaleString('en')} px²`), acts);
}

const button = (photo, i, label, text, kind) => make('button', {type: 'button', class: kind, onclick: () =>
  change(photo, 'marks', {method: 'POST', headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({region: i, threshold: photo.scan.threshold, label})}, i)}, text);

async function change(photo, path, options, i, second) {
  try {
    await ask('scans/' + photo.scan.id + '/' + path, options);
    photo.scan = await ask('scans/' + photo.scan.id + '?threshold=' + photo.scan.threshold);
    draw(photo);
    const next = photo.list.children[i] && photo.list.children[i].querySelector('.acts button');
    if (next) next.focus();
  } catch (e) {
    if (e.status === 404 && !second) {
      await again(photo);  // a scan that is not kept any more is made again, and then asked again
      if (queued(photo)) { photo.wish = () => change(photo, path, options, i, true); return; }
    }
    status(e.status === 409 ? words.shared : e.detail || words.gone);
  }
}

function show(photo, i) {
  photo.shapes.forEach((node, at) => node.classList.toggle('on', at === i));
  [...photo.list.children].forEach((node, at) => node.classList.toggle('on', at === i));
  const [x, y, w, h] = photo.scan.regions[i].bbox, view = photo.viewer;
  zoom(photo, Math.max(photo.zoom, Math.min(4, photo.scan.width / (3 * Math.max(w, h)))));
  const scale = photo.plane.clientWidth / photo.scan.width;
  view.scrollTo((x + w / 2) * scale - view.clientWidth / 2, (y + h / 2) * scale - view.clientHeight / 2);
}

// Those that are queued are asked by the last threshold once they are scanned.
const refresh = () => shown.filter(photo => photo.scan && (photo.asking || !queued(photo))).forEach(again);

slider.addEventListener('input', () => {
  slider.dataset.moved = 'yes';
  tell();
  refresh();
});
document.getElementById('reset').addEventListener('click', () => {
  slider.dataset.moved = '';
  place();
  refresh();
});
document.getElementById('files').addEventListener('change', e => { add(e.target.files); e.target.value = ''; });
const drop = document.getElementById('drop');
addEventListener('dragover', e => { e.preventDefault(); drop.classList.add('over'); });
addEventListener('dragleave', () => drop.classList.remove('over'));
addEventListener('drop', e => { e.preventDefault(); drop.classList.remove('over'); add(e.dataTransfer.files); });
ask('model').then(facts => {
  model = facts;
  marksKept = facts.marks;
  document.getElementById('model').textContent =
    [facts.backbone, facts.precision, facts.sha256 && facts.sha256.slice(0, 12), 'Hibi ' + facts.version].filter(Boolean).join(' · ');
  if (!marksKept) status(words.noMarks);
}).catch(e => status(e.detail));
