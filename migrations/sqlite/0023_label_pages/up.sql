-- What a page is called where it is no page: a sheet, a slide, a file in an archive.
ALTER TABLE document_pages ADD COLUMN label TEXT;
