#!/bin/sh
# Stands for pdftotext: always says the same two pages.
printf 'Pagina uno della delibera di giunta\fPagina due della delibera di giunta\f'
