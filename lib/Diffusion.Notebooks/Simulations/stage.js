// What every simulation stands on: elements, a canvas in device pixels, things to drag, and words for who cannot see it.

/** An element: make('button', { class: 'sim-go', onclick }, 'Go', child). Functions become listeners. */
export function make(name, settings = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(settings)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

/** A labelled choice. */
export function choice(label, options, value, change) {
  const select = make('select', {}, ...options.map(([key, text]) => make('option', { value: key, selected: key === value }, text)));
  select.addEventListener('change', () => change(select.value));
  return { element: make('label', { class: 'sim-field' }, make('span', {}, label), select), select };
}

/** A labelled slider whose value stands behind it in words. */
export function slider(label, { min, max, step = 1, value, words, change }) {
  const input = make('input', { type: 'range', min, max, step, value }), output = make('output');
  const say = () => {
    output.textContent = words(+input.value);
    input.setAttribute('aria-valuetext', output.textContent);
  };
  input.addEventListener('input', () => { say(); change(+input.value); });
  say();
  const set = (to, limit = input.max) => { input.max = limit; input.value = to; say(); };
  return { element: make('label', { class: 'sim-field sim-wide' }, make('span', {}, label), input, output), input, set, say };
}

export function button(label, press) { return make('button', { type: 'button', class: 'sim-button', onclick: press }, label); }

export function toggle(label, value, change) {
  const input = make('input', { type: 'checkbox', checked: value });
  input.addEventListener('change', () => change(input.checked));
  return { element: make('label', { class: 'sim-field' }, input, make('span', {}, label)), input };
}

/** A canvas that fills its place, drawn anew when its size, its sharpness or the colours change. */
export class Stage {
  /** aspect: height over width, or a function of the width in CSS pixels that gives the height. */
  constructor(label, aspect, draw) {
    this.canvas = make('canvas', { role: 'img', 'aria-label': label });
    this.element = make('div', { class: 'sim-stage' }, this.canvas);
    this.aspect = typeof aspect === 'function' ? aspect : width => width * aspect;
    this.paint = draw;
    this.limits = { x: [0, 1], y: [0, 1] };
    this.margin = { left: 0, right: 0, top: 0, bottom: 0 };
    this.handles = [];
  }

  /** Between numbers and CSS pixels. */
  px(x) { return this.margin.left + (x - this.limits.x[0]) / (this.limits.x[1] - this.limits.x[0]) * (this.width - this.margin.left - this.margin.right); }

  py(y) { return this.height - this.margin.bottom - (y - this.limits.y[0]) / (this.limits.y[1] - this.limits.y[0]) * (this.height - this.margin.top - this.margin.bottom); }

  x(px) { return this.limits.x[0] + (px - this.margin.left) / (this.width - this.margin.left - this.margin.right) * (this.limits.x[1] - this.limits.x[0]); }

  y(py) { return this.limits.y[0] + (this.height - this.margin.bottom - py) / (this.height - this.margin.top - this.margin.bottom) * (this.limits.y[1] - this.limits.y[0]); }

  draw() {
    const { canvas } = this, width = this.element.clientWidth;
    if (width === 0) return;
    const sharp = window.devicePixelRatio || 1, height = Math.round(this.aspect(width));
    if (this.width !== width || this.height !== height || this.sharp !== sharp) {
      Object.assign(this, { width, height, sharp });
      canvas.width = Math.round(width * sharp);
      canvas.height = Math.round(height * sharp);
      canvas.style.height = height + 'px';
    }
    const brush = canvas.getContext('2d');
    brush.setTransform(sharp, 0, 0, sharp, 0, 0);
    brush.clearRect(0, 0, width, height);
    this.paint(brush, this);
    for (const handle of this.handles) handle.place();
  }

  /**
   * Something to drag on this stage: by mouse, finger, pen, or with the arrow keys once it has the focus.
   * at() gives its place in numbers, move(x, y) takes a new one, words() says it, step is what an arrow key moves it by.
   */
  handle({ at, move, words, step = 0.05, label, kind = '', key = null, grab = null }) {
    const element = make('div', { class: 'sim-handle ' + kind, role: 'slider', tabindex: 0, 'aria-label': label, 'aria-valuenow': 0 });
    let offset = [0, 0];
    const say = () => {
      element.setAttribute('aria-valuetext', words());
      element.setAttribute('aria-valuenow', at()[0].toFixed(3));
    };
    const inside = event => {
      const box = this.canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    element.addEventListener('pointerdown', event => {
      if (event.button > 0) return;
      const [px, py] = inside(event), [x, y] = at();
      offset = [this.px(x) - px, this.py(y) - py];
      if (event.isTrusted) element.setPointerCapture(event.pointerId);
      element.classList.add('sim-held');
      element.focus({ preventScroll: true });
      event.preventDefault();
    });
    element.addEventListener('pointermove', event => {
      if (!element.classList.contains('sim-held')) return;
      const [px, py] = inside(event);
      move(this.x(px + offset[0]), this.y(py + offset[1]));
      say();
    });
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture'])
      element.addEventListener(end, () => element.classList.remove('sim-held'));
    element.addEventListener('keydown', event => {
      if (key && key(event)) { event.preventDefault(); say(); return; }
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
      const [x, y] = at(), size = event.shiftKey ? 5 * step : step;
      move(x + size * way[0], y + size * way[1]);
      say();
      event.preventDefault();
    });
    const handle = {
      element,
      place: () => {
        const [x, y] = at();
        element.style.left = this.px(x) + 'px';
        element.style.top = this.py(y) + 'px';
        say();
      },
    };
    this.element.append(element);
    this.handles.push(handle);
    if (grab) this.grabber(handle, grab);
    return handle;
  }

  /** Lets a press anywhere on the canvas take hold of a handle, after grab(x, y) has said which it is to be. */
  grabber(handle, grab) {
    this.canvas.style.touchAction = 'none';
    this.canvas.addEventListener('pointerdown', event => {
      const box = this.canvas.getBoundingClientRect();
      if (event.button > 0 || !grab(this.x(event.clientX - box.left), this.y(event.clientY - box.top))) return;
      handle.place();
      handle.element.dispatchEvent(new PointerEvent('pointerdown', event));
      if (event.isTrusted) handle.element.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
  }
}

/** The colours of the style sheet, by name. */
export function colours(root) {
  const style = getComputedStyle(root);
  return new Proxy({}, { get: (_, name) => style.getPropertyValue('--sim-' + name).trim() });
}

/** Whether the reader has asked for little movement. */
export function isCalm() { return window.matchMedia('(prefers-reduced-motion: reduce)').matches; }

/** Calls redraw when the root changes its width, the window its sharpness, or the reader the colours. */
export function watch(root, redraw) {
  if (window.ResizeObserver) new ResizeObserver(redraw).observe(root);
  window.addEventListener('resize', redraw);
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
}

/** Says something to a screen reader, once it has stopped changing. */
export function announcer(root) {
  const place = make('div', { class: 'sim-hidden', 'aria-live': 'polite' });
  root.append(place);
  let timer = 0;
  return words => {
    clearTimeout(timer);
    timer = setTimeout(() => { if (place.textContent !== words) place.textContent = words; }, 700);
  };
}

/** A button that goes through frames 0 to last: at once to the end for who wants little movement. */
export function player(show, frame, last, pause = 60) {
  const go = '▶ Play', stop = '❚❚ Pause';
  let timer = 0;
  const halt = () => { clearInterval(timer); timer = 0; element.textContent = go; };
  const element = button(go, () => {
    if (timer) return halt();
    if (isCalm()) return show(frame() >= last() ? 0 : last());
    if (frame() >= last()) show(0);
    element.textContent = stop;
    timer = setInterval(() => {
      if (!element.isConnected || frame() >= last()) return halt();
      show(frame() + 1);
    }, pause);
  });
  return { element, halt };
}

export function number(value, digits = 3) { return Math.abs(value) < 10 ** -digits / 2 ? (0).toFixed(digits) : value.toFixed(digits); }

/** Starts a simulation in every place of this kind on the page that no script has taken yet. */
export function begin(kind, start) {
  document.querySelectorAll(`[data-simulation="${kind}"]:not(.sim-live)`).forEach(root => {
    root.classList.add('sim-live');
    start(root, JSON.parse(root.dataset.settings));
  });
}
