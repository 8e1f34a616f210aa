INSERT INTO texts (sha256, codec, bytes) VALUES (?1, 'raw', ?2);
