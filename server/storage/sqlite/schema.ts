/**
 * The tables of a shard file, format 1. FORMAT.md says what each column means; `application_id` ("Weft") and
 * `user_version` (the format) let a file be recognised before anything in it is trusted.
 */
export const applicationId = 0x57656674
export const shardFormat = 1

export const schema = `
  CREATE TABLE shard (
    number INTEGER PRIMARY KEY,
    shard_count INTEGER NOT NULL,
    probed_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    id_hash BLOB NOT NULL,
    lineage BLOB NOT NULL,
    erased_ms INTEGER,
    changed_ms INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    chain BLOB NOT NULL
  ) STRICT;
  CREATE INDEX documents_by_hash ON documents (id_hash);

  CREATE TABLE updates (
    document INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    author TEXT,
    chain BLOB NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (document, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE snapshots (
    document INTEGER NOT NULL,
    through_seq INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    chain BLOB NOT NULL,
    checksum BLOB NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (document, through_seq)
  ) STRICT, WITHOUT ROWID;
`
