// Marks on a canvas, in CSS pixels.

export function dot(brush, x, y, radius, colour, opacity = 1, rim = null) {
  brush.globalAlpha = opacity;
  brush.beginPath();
  brush.arc(x, y, radius, 0, 2 * Math.PI);
  brush.fillStyle = colour;
  brush.fill();
  if (rim) { brush.lineWidth = 2; brush.strokeStyle = rim; brush.stroke(); }
  brush.globalAlpha = 1;
}

export function ring(brush, x, y, radius, colour, width, opacity = 1) {
  brush.globalAlpha = opacity;
  brush.beginPath();
  brush.arc(x, y, radius, 0, 2 * Math.PI);
  brush.lineWidth = width;
  brush.strokeStyle = colour;
  brush.stroke();
  brush.globalAlpha = 1;
}

export function polyline(brush, points, colour, width, opacity = 1, dash = []) {
  brush.globalAlpha = opacity;
  brush.beginPath();
  points.forEach(([x, y], i) => i === 0 ? brush.moveTo(x, y) : brush.lineTo(x, y));
  brush.lineWidth = width;
  brush.lineJoin = brush.lineCap = 'round';
  brush.strokeStyle = colour;
  brush.setLineDash(dash);
  brush.stroke();
  brush.setLineDash([]);
  brush.globalAlpha = 1;
}

export function arrow(brush, from, to, colour, width) {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]), size = 9;
  if (Math.hypot(to[0] - from[0], to[1] - from[1]) < size) return;
  polyline(brush, [from, to], colour, width);
  const wing = turn => [to[0] - size * Math.cos(angle + turn), to[1] - size * Math.sin(angle + turn)];
  polyline(brush, [wing(0.45), to, wing(-0.45)], colour, width);
}

export function text(brush, words, x, y, colour, { size = 12, align = 'left', bold = false, base = 'alphabetic' } = {}) {
  brush.font = `${bold ? 'bold ' : ''}${size}px "DejaVu Sans",Verdana,sans-serif`;
  brush.textAlign = align;
  brush.textBaseline = base;
  brush.fillStyle = colour;
  brush.fillText(words, x, y);
}

/** Values from 0 to 1 on a square grid as a shade of one colour, to be drawn at any size. */
export function heat(values, side, rgb) {
  const canvas = document.createElement('canvas'), [r, g, b] = rgb.split(',').map(Number);
  canvas.width = canvas.height = side;
  const brush = canvas.getContext('2d'), image = brush.createImageData(side, side);
  values.forEach((value, i) => image.data.set([r, g, b, 150 * Math.sqrt(value)], 4 * i));
  brush.putImageData(image, 0, 0);
  return canvas;
}

/** Pictures of values, black and white at range[0] and range[1]: planes of size width · height, one grey or three colours. */
export function pixels(canvas, values, width, height, range) {
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  const brush = canvas.getContext('2d'), image = brush.createImageData(width, height), area = width * height;
  const scale = 255 / (range[1] - range[0]), colours = values.length === area ? 1 : 3;
  for (let i = 0, at = 0; i < area; i++, at += 4) {
    // The array clamps to 0 and 255 by itself.
    image.data[at] = (values[i] - range[0]) * scale;
    image.data[at + 1] = colours === 1 ? image.data[at] : (values[i + area] - range[0]) * scale;
    image.data[at + 2] = colours === 1 ? image.data[at] : (values[i + 2 * area] - range[0]) * scale;
    image.data[at + 3] = 255;
  }
  brush.putImageData(image, 0, 0);
}
