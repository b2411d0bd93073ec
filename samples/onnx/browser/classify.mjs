// Classifies pictures in a page, with a model that Hibi exported with --preprocessing inside.

import * as ort from './ort.wasm.min.mjs';

/** Opens a model; the address of its file and of onnxruntime-web's folder. */
export async function open(model, runtime) {
  ort.env.wasm.wasmPaths = runtime;
  ort.env.wasm.numThreads = 1; // more need a page that is isolated from others
  const bytes = new Uint8Array(await (await fetch(model)).arrayBuffer());
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  const said = metadata(bytes);
  return { session, classes: said['hibi.classes'], preparation: said['hibi.preprocessing'] };
}

/** The classes' probabilities of a file, such as one of an <input type="file">. */
export async function classify({ session, classes, preparation }, file) {
  const { width, height } = preparation;
  const bitmap = await createImageBitmap(file, {
    imageOrientation: 'from-image',
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  const rgba = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  const pixels = resize(rgba, bitmap.width, bitmap.height, width, height);
  const images = new ort.Tensor('uint8', pixels, [1, height, width, 3]);
  const { probabilities } = await session.run({ images });
  return Object.fromEntries(classes.map((name, i) => [name, probabilities.data[i]]));
}

/**
 * Pillow's bilinear resize, which Hibi's equals: a triangle as wide as what becomes one pixel, each pass
 * rounded to a byte. A canvas's own resize differs from browser to browser.
 */
function resize(rgba, width, height, toWidth, toHeight) {
  const across = weights(width, toWidth);
  const down = weights(height, toHeight);
  const narrow = new Uint8ClampedArray(toWidth * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < toWidth; x++)
      for (let c = 0; c < 3; c++) {
        let sum = 0.5;
        across[x].parts.forEach((part, i) => (sum += part * rgba[(y * width + across[x].first + i) * 4 + c]));
        narrow[(y * toWidth + x) * 3 + c] = Math.floor(sum);
      }
  const small = new Uint8Array(toWidth * toHeight * 3);
  for (let y = 0; y < toHeight; y++)
    for (let x = 0; x < toWidth; x++)
      for (let c = 0; c < 3; c++) {
        let sum = 0.5;
        down[y].parts.forEach((part, i) => (sum += part * narrow[((down[y].first + i) * toWidth + x) * 3 + c]));
        small[(y * toWidth + x) * 3 + c] = Math.min(255, Math.floor(sum));
      }
  return small;
}

function weights(from, to) {
  const scale = from / to;
  const wide = Math.max(scale, 1);
  return Array.from({ length: to }, (_, out) => {
    const middle = (out + 0.5) * scale;
    const first = Math.max(0, Math.trunc(middle - wide + 0.5));
    const last = Math.min(from, Math.trunc(middle + wide + 0.5));
    const parts = [];
    for (let i = first; i < last; i++) parts.push(Math.max(0, 1 - Math.abs((i - middle + 0.5) / wide)));
    const sum = parts.reduce((a, b) => a + b, 0);
    // In fixed point, as Pillow has it.
    return { first, parts: parts.map((part) => Math.floor((part / sum) * 2 ** 22 + 0.5) / 2 ** 22) };
  });
}

/** What the file says of itself: onnxruntime-web does not tell, so the end of the file is read. */
function metadata(bytes) {
  const text = new TextDecoder();
  const found = {};
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag % 8 === 0) {
      varint();
      continue;
    }
    const end = varint() + at;
    if (tag >> 3 === 14) {
      const pair = [];
      while (at < end) {
        varint(); // the key's tag, then the value's
        const length = varint();
        pair.push(text.decode(bytes.subarray(at, at + length)));
        at += length;
      }
      found[pair[0]] = pair[0] === 'hibi.version' ? pair[1] : JSON.parse(pair[1]);
    }
    at = end;
  }
  return found;
}
