DROP TABLE practice_section_saves;
