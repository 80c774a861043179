// A PDF written by hand: one page of Helvetica a page of text, accents included.

/** The bytes of text in the encoding the font is declared with. */
const latin = (text) => Buffer.from(text.replaceAll('’', '\u0092'), 'latin1');

/**
 * @param {string[][]} pages   the lines of each page
 * @returns {Buffer}
 */
export function makePdf(pages) {
  const objects = [];
  const pageNumber = (i) => 4 + i * 2;
  objects[1] = Buffer.from('<< /Type /Catalog /Pages 2 0 R >>');
  objects[2] = Buffer.from(`<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, i) => `${pageNumber(i)} 0 R`).join(' ')}] >>`);
  objects[3] = Buffer.from('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  pages.forEach((lines, i) => {
    const shown = lines.map((line) => Buffer.concat([Buffer.from('('), latin(line.replace(/([\\()])/g, '\\$1')), Buffer.from(') Tj T*\n')]));
    const content = Buffer.concat([Buffer.from('BT /F1 11 Tf 14 TL 60 780 Td\n'), ...shown, Buffer.from('ET\n')]);
    objects[pageNumber(i)] = Buffer.from(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${pageNumber(i) + 1} 0 R >>`);
    objects[pageNumber(i) + 1] = Buffer.concat([Buffer.from(`<< /Length ${content.length} >>\nstream\n`), content, Buffer.from('endstream')]);
  });
  const parts = [Buffer.from('%PDF-1.4\n%âãÏÓ\n', 'latin1')];
  const offsets = [];
  let length = parts[0].length;
  objects.forEach((object, number) => {
    const part = Buffer.concat([Buffer.from(`${number} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    offsets[number] = length;
    length += part.length;
    parts.push(part);
  });
  const rows = offsets.slice(1).map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  parts.push(Buffer.from(`xref\n0 ${objects.length}\n0000000000 65535 f \n${rows.join('')}trailer\n<< /Size ${objects.length} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`));
  return Buffer.concat(parts);
}
