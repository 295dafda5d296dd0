CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    created INTEGER NOT NULL,
    data TEXT NOT NULL,
    hidden TEXT NOT NULL,
    UNIQUE (account, id)
);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (account, kind, seq);
CREATE INDEX IF NOT EXISTS objects_by_customer ON objects (account, kind, json_extract(data, '$.customer'))
    WHERE json_extract(data, '$.customer') IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_by_charge ON objects (account, kind, json_extract(data, '$.charge'))
    WHERE json_extract(data, '$.charge') IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_by_payment_intent ON objects (account, kind, json_extract(data, '$.payment_intent'))
    WHERE json_extract(data, '$.payment_intent') IS NOT NULL;

CREATE TABLE IF NOT EXISTS funds (
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    available_on INTEGER NOT NULL,
    net INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS funds_by_day ON funds (account, currency, available_on, net);

CREATE TABLE IF NOT EXISTS answers (
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    request TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (account, key)
) WITHOUT ROWID;

-- AUTOINCREMENT here and in tasks: who still holds the id of a row that is gone must not meet another under it.
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    event TEXT NOT NULL,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due);
CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event);

CREATE TABLE IF NOT EXISTS tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    due REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS tasks_due ON tasks (due);

CREATE TABLE IF NOT EXISTS settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
