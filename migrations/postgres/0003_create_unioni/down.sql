DROP TABLE shared_functions;
DROP TABLE populations;
DROP TABLE adesioni;
DROP TABLE bodies;
