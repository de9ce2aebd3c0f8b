-- Names that recur (tenants, resource types, partners, faces, streams) are stored once and known by a small number.
CREATE TABLE name (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

-- The current version of every resource. pk rises with creation and is the page order of every search.
-- search_keys and identities are the 64-bit keys now in the two tables below, so that an update can write the
-- difference without asking the caller what the old version held.
CREATE TABLE resource (
  pk INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  type INTEGER NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  search_keys BLOB NOT NULL,
  identities BLOB NOT NULL,
  body BLOB NOT NULL,
  UNIQUE (tenant, type, id)
) STRICT;

-- Versions that have been followed by another. Rows are only ever added.
CREATE TABLE resource_history (
  pk INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  resource INTEGER NOT NULL REFERENCES resource (pk),
  version INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  body BLOB NOT NULL,
  UNIQUE (tenant, resource, version)
) STRICT;

-- The search index: one row per key and resource, in page order. Each row is in one of two tables: new keys come
-- into the small one and move to the large one many at a time, because a hash lands anywhere and a commit that put a
-- few thousand keys straight into the large one would write a page for nearly each of them.
CREATE TABLE search_key (
  tenant INTEGER NOT NULL,
  hash INTEGER NOT NULL,
  resource INTEGER NOT NULL,
  PRIMARY KEY (tenant, hash, resource)
) STRICT, WITHOUT ROWID;

CREATE TABLE search_key_new (
  tenant INTEGER NOT NULL,
  hash INTEGER NOT NULL,
  resource INTEGER NOT NULL,
  PRIMARY KEY (tenant, hash, resource)
) STRICT, WITHOUT ROWID;

CREATE TABLE updated_key (
  tenant INTEGER NOT NULL,
  type INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  resource INTEGER NOT NULL,
  PRIMARY KEY (tenant, type, updated, resource)
) STRICT, WITHOUT ROWID;

-- Business identifiers that one resource holds alone.
CREATE TABLE identity (
  tenant INTEGER NOT NULL,
  hash INTEGER NOT NULL,
  resource INTEGER NOT NULL,
  PRIMARY KEY (tenant, hash)
) STRICT, WITHOUT ROWID;

-- What a partner said and the record does not hold.
CREATE TABLE residue (
  pk INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  partner INTEGER NOT NULL,
  face INTEGER NOT NULL,
  item TEXT NOT NULL,
  version INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (tenant, partner, face, item)
) STRICT;

CREATE TABLE residue_history (
  pk INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  residue INTEGER NOT NULL REFERENCES residue (pk),
  version INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (tenant, residue, version)
) STRICT;

-- The journal. A row with sealed = 0 is still being received and is nobody's business; it is removed when the
-- database is opened again.
CREATE TABLE exchange (
  pk INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  id TEXT NOT NULL,
  sealed INTEGER NOT NULL,
  direction INTEGER NOT NULL,
  partner INTEGER NOT NULL,
  face INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  digest BLOB NOT NULL,
  idempotency_key TEXT NOT NULL,
  closure_hash TEXT NOT NULL,
  received INTEGER NOT NULL,
  byte_count INTEGER NOT NULL,
  state INTEGER NOT NULL,
  documents_done INTEGER NOT NULL,
  documents_total INTEGER NOT NULL,
  receipt TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX exchange_id ON exchange (tenant, id) WHERE sealed = 1;
CREATE UNIQUE INDEX exchange_idempotency_key ON exchange (tenant, partner, idempotency_key)
  WHERE sealed = 1 AND idempotency_key <> '';
CREATE INDEX exchange_state ON exchange (tenant, state, pk) WHERE sealed = 1;

CREATE TABLE journal_chunk (
  pk INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  exchange INTEGER NOT NULL,
  number INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (tenant, exchange, number)
) STRICT;

CREATE TABLE document_outcome (
  tenant INTEGER NOT NULL,
  exchange INTEGER NOT NULL,
  document INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  needs_attention INTEGER NOT NULL,
  anchor TEXT NOT NULL,
  issues TEXT NOT NULL,
  PRIMARY KEY (tenant, exchange, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_outcome_attention ON document_outcome (tenant, exchange, document) WHERE needs_attention = 1;

CREATE TABLE ledger_total (
  tenant INTEGER NOT NULL,
  exchange INTEGER NOT NULL,
  ledger_class TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (tenant, exchange, ledger_class)
) STRICT, WITHOUT ROWID;

-- Each row's digest covers the digest of the row before it in the same stream.
CREATE TABLE audit (
  pk INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  number INTEGER NOT NULL,
  instant INTEGER NOT NULL,
  content BLOB NOT NULL,
  digest BLOB NOT NULL,
  UNIQUE (tenant, stream, number)
) STRICT;

CREATE TABLE outbox (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant INTEGER NOT NULL,
  destination TEXT NOT NULL,
  instant INTEGER NOT NULL,
  content BLOB NOT NULL,
  done INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_waiting ON outbox (tenant, number) WHERE done = 0;

CREATE TABLE closure (
  tenant INTEGER NOT NULL,
  hash TEXT NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (tenant, hash)
) STRICT;

CREATE TABLE sharing (
  tenant INTEGER NOT NULL,
  id TEXT NOT NULL,
  person TEXT NOT NULL,
  giver TEXT NOT NULL,
  receiver TEXT NOT NULL,
  begins TEXT NOT NULL,
  ends TEXT NOT NULL,
  body BLOB NOT NULL,
  UNIQUE (tenant, id)
) STRICT;
CREATE INDEX sharing_person ON sharing (tenant, person, receiver, id);

CREATE TABLE setting (
  tenant INTEGER NOT NULL,
  name TEXT NOT NULL,
  value BLOB NOT NULL,
  UNIQUE (tenant, name)
) STRICT;
