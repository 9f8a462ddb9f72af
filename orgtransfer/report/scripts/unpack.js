// Unpacks the findings. Browsers before 2020 have no DecompressionStream: RFC 1951 by hand then.
const bytesOf = (text) => {
  const raw = atob(text.trim());
  const bytes = new Uint8Array(raw.length);
  for (let place = 0; place < raw.length; place += 1) bytes[place] = raw.charCodeAt(place);
  return bytes;
};
const codesOf = (lengths) => {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length] += 1;
  counts[0] = 0;
  const starts = new Uint16Array(16);
  for (let size = 1; size < 15; size += 1) starts[size + 1] = starts[size] + counts[size];
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => { if (length) symbols[starts[length]++] = symbol; });
  return {counts, symbols};
};
const inflate = (input) => {
  let place = 2; // after zlib's own header
  let held = 0;
  let count = 0;
  let out = new Uint8Array(input.length * 6 + 1024);
  let end = 0;
  const bits = (need) => {
    while (count < need) { held |= input[place++] << count; count += 8; }
    const value = held & ((1 << need) - 1);
    held >>>= need;
    count -= need;
    return value;
  };
  const symbol = ({counts, symbols}) => {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let size = 1; size < 16; size += 1) {
      code |= bits(1);
      if (code - counts[size] < first) return symbols[index + code - first];
      index += counts[size];
      first = (first + counts[size]) << 1;
      code <<= 1;
    }
    throw new Error('damaged');
  };
  const room = (more) => {
    if (end + more <= out.length) return;
    const wider = new Uint8Array(Math.max(out.length * 2, end + more));
    wider.set(out);
    out = wider;
  };
  const extra = (from, step) => Array.from({length: from.length}, (_, n) =>
    (n < step * 2 ? 0 : Math.floor(n / step) - 1));
  const sizes = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83,
    99, 115, 131, 163, 195, 227, 258];
  const sizeBits = extra(sizes, 4);
  sizeBits[28] = 0;
  const far = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025,
    1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
  const farBits = extra(far, 2);
  const copy = (literals, distances) => {
    for (;;) {
      let found = symbol(literals);
      if (found === 256) return;
      room(258);
      if (found < 256) { out[end++] = found; continue; }
      found -= 257;
      let length = sizes[found] + bits(sizeBits[found]);
      const which = symbol(distances);
      const distance = far[which] + bits(farBits[which]);
      for (; length > 0; length -= 1, end += 1) out[end] = out[end - distance];
    }
  };
  const stored = () => {
    held = 0;
    count = 0;
    const length = input[place] | (input[place + 1] << 8);
    place += 4;
    room(length);
    out.set(input.subarray(place, place + length), end);
    place += length;
    end += length;
  };
  const told = () => {
    const literals = bits(5) + 257;
    const distances = bits(5) + 1;
    const given = bits(4) + 4;
    const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    const lengths = new Array(19).fill(0);
    for (let n = 0; n < given; n += 1) lengths[order[n]] = bits(3);
    const codes = codesOf(lengths);
    const all = [];
    while (all.length < literals + distances) {
      const found = symbol(codes);
      if (found < 16) { all.push(found); continue; }
      const value = found === 16 ? all[all.length - 1] : 0;
      let times = found === 16 ? 3 + bits(2) : found === 17 ? 3 + bits(3) : 11 + bits(7);
      for (; times > 0; times -= 1) all.push(value);
    }
    return [codesOf(all.slice(0, literals)), codesOf(all.slice(literals))];
  };
  const fixed = () => [
    codesOf(Array.from({length: 288}, (_, n) => (n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8))),
    codesOf(new Array(30).fill(5)),
  ];
  let last = 0;
  while (!last) {
    last = bits(1);
    const kind = bits(2);
    if (kind === 0) stored();
    else copy(...(kind === 1 ? fixed() : told()));
  }
  return out.subarray(0, end);
};
const unpack = async (text) => {
  const bytes = bytesOf(text);
  if (typeof DecompressionStream === 'undefined') {
    return JSON.parse(new TextDecoder().decode(inflate(bytes)));
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return JSON.parse(await new Response(stream).text());
};
