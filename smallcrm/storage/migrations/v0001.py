"""Schema version 1. Frozen: later changes are steps of their own.

Conventions: ids are never reused (AUTOINCREMENT; a reused id would make undo hit another row); money is an integer of
minor units; dates are ISO text (YYYY-MM-DD, or YYYY-MM-DD HH:MM where the time matters); phones and codes are text;
empty text is '' and an unknown number or date is NULL.
"""

import apsw

# What users enter: recorded for undo.
RECORDED = """
CREATE TABLE staff (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> ''),
    phone TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
);
CREATE TABLE source (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> '')
);
CREATE TABLE tag (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> '')
);
CREATE TABLE customer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL CHECK (name <> ''),
    short_name TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT 'company' CHECK (kind IN ('company', 'person')),
    role TEXT NOT NULL DEFAULT 'customer' CHECK (role IN ('customer', 'supplier', 'partner', 'both', 'other')),
    status TEXT NOT NULL DEFAULT 'prospect' CHECK (status IN ('lead', 'prospect', 'active', 'dormant', 'lost')),
    level TEXT NOT NULL DEFAULT '' CHECK (level IN ('', 'A', 'B', 'C', 'D')),
    source_id INTEGER REFERENCES source (id) ON DELETE SET NULL,
    owner_id INTEGER REFERENCES staff (id) ON DELETE SET NULL,
    referred_by_id INTEGER REFERENCES customer (id) ON DELETE SET NULL,
    email TEXT NOT NULL DEFAULT '',
    wechat TEXT NOT NULL DEFAULT '',
    qq TEXT NOT NULL DEFAULT '',
    website TEXT NOT NULL DEFAULT '',
    industry TEXT NOT NULL DEFAULT '',
    region TEXT NOT NULL DEFAULT '',
    tax_number TEXT NOT NULL DEFAULT '',
    invoice_title TEXT NOT NULL DEFAULT '',
    invoice_bank TEXT NOT NULL DEFAULT '',
    invoice_account TEXT NOT NULL DEFAULT '',
    founded TEXT,
    employees INTEGER CHECK (employees IS NULL OR employees >= 0),
    buying_channel TEXT NOT NULL DEFAULT '',
    payment_method TEXT NOT NULL DEFAULT '',
    preferred_contact TEXT NOT NULL DEFAULT '',
    birthday TEXT,
    birthday_lunar INTEGER NOT NULL DEFAULT 0 CHECK (birthday_lunar IN (0, 1)),
    credit_limit INTEGER,
    revenue INTEGER,
    created TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX customer_name ON customer (name COLLATE NOCASE);
CREATE INDEX customer_level ON customer (level);
CREATE INDEX customer_industry ON customer (industry);
CREATE INDEX customer_revenue ON customer (revenue);
CREATE INDEX customer_status ON customer (status);
CREATE INDEX customer_owner ON customer (owner_id);
CREATE INDEX customer_source ON customer (source_id);
CREATE INDEX customer_referred_by ON customer (referred_by_id);
CREATE INDEX customer_created ON customer (created);
CREATE INDEX customer_code ON customer (code) WHERE code <> '';
CREATE INDEX customer_tax_number ON customer (tax_number) WHERE tax_number <> '';
CREATE TABLE contact (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    position INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL CHECK (name <> ''),
    salutation TEXT NOT NULL DEFAULT '',
    gender TEXT NOT NULL DEFAULT '' CHECK (gender IN ('', 'male', 'female')),
    title TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT '',
    occupation TEXT NOT NULL DEFAULT '',
    interests TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    wechat TEXT NOT NULL DEFAULT '',
    qq TEXT NOT NULL DEFAULT '',
    birthday TEXT,
    birthday_lunar INTEGER NOT NULL DEFAULT 0 CHECK (birthday_lunar IN (0, 1)),
    left_on TEXT,
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX contact_customer ON contact (customer_id);
CREATE TABLE contact_post (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    title TEXT NOT NULL DEFAULT '',
    started TEXT,
    ended TEXT
);
CREATE INDEX contact_post_contact ON contact_post (contact_id);
CREATE INDEX contact_post_customer ON contact_post (customer_id);
CREATE TABLE phone (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    contact_id INTEGER REFERENCES contact (id) ON DELETE CASCADE,
    kind TEXT NOT NULL DEFAULT 'phone' CHECK (kind IN ('mobile', 'phone', 'fax', 'invoice', 'other')),
    number TEXT NOT NULL CHECK (number <> ''),
    extension TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX phone_customer ON phone (customer_id);
CREATE INDEX phone_contact ON phone (contact_id);
CREATE INDEX phone_number ON phone (number);
CREATE TABLE address (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    kind TEXT NOT NULL DEFAULT 'office' CHECK (kind IN ('office', 'delivery', 'invoice', 'shop')),
    province TEXT NOT NULL DEFAULT '',
    city TEXT NOT NULL DEFAULT '',
    district TEXT NOT NULL DEFAULT '',
    street TEXT NOT NULL DEFAULT '',
    postcode TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX address_customer ON address (customer_id);
CREATE TABLE customer_tag (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    UNIQUE (customer_id, tag_id)
);
CREATE INDEX customer_tag_tag ON customer_tag (tag_id);
CREATE TABLE custom_field (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> ''),
    type TEXT NOT NULL DEFAULT 'text'
        CHECK (type IN ('text', 'long_text', 'number', 'money', 'date', 'yes_no', 'choice', 'choices')),
    choices TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE custom_value (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    field_id INTEGER NOT NULL REFERENCES custom_field (id) ON DELETE CASCADE,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    UNIQUE (customer_id, field_id)
);
CREATE INDEX custom_value_field ON custom_value (field_id);
CREATE TABLE product (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL CHECK (name <> ''),
    category TEXT NOT NULL DEFAULT '',
    maker TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL DEFAULT '',
    price INTEGER,
    cost INTEGER,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX product_name ON product (name COLLATE NOCASE);
CREATE TABLE competitor (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> ''),
    note TEXT NOT NULL DEFAULT ''
);
CREATE TABLE stage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT 'open' CHECK (kind IN ('open', 'won', 'lost')),
    position INTEGER NOT NULL DEFAULT 0,
    probability INTEGER NOT NULL DEFAULT 0 CHECK (probability BETWEEN 0 AND 100),
    stale_days INTEGER CHECK (stale_days IS NULL OR stale_days > 0),
    CHECK (key <> '' OR name <> '')
);
CREATE TABLE deal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    contact_id INTEGER REFERENCES contact (id) ON DELETE SET NULL,
    stage_id INTEGER NOT NULL REFERENCES stage (id) ON DELETE RESTRICT,
    owner_id INTEGER REFERENCES staff (id) ON DELETE SET NULL,
    competitor_id INTEGER REFERENCES competitor (id) ON DELETE SET NULL,
    title TEXT NOT NULL CHECK (title <> ''),
    amount INTEGER NOT NULL DEFAULT 0,
    expected_close TEXT,
    opened TEXT NOT NULL,
    closed TEXT,
    lost_reason TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX deal_customer ON deal (customer_id);
CREATE INDEX deal_stage ON deal (stage_id);
CREATE INDEX deal_contact ON deal (contact_id);
CREATE INDEX deal_owner ON deal (owner_id);
CREATE INDEX deal_competitor ON deal (competitor_id);
CREATE TABLE stage_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    deal_id INTEGER NOT NULL REFERENCES deal (id) ON DELETE CASCADE,
    stage_id INTEGER NOT NULL REFERENCES stage (id) ON DELETE CASCADE,
    entered TEXT NOT NULL,
    amount INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX stage_history_deal ON stage_history (deal_id, entered);
CREATE INDEX stage_history_stage ON stage_history (stage_id);
CREATE TABLE interaction (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    contact_id INTEGER REFERENCES contact (id) ON DELETE SET NULL,
    staff_id INTEGER REFERENCES staff (id) ON DELETE SET NULL,
    deal_id INTEGER REFERENCES deal (id) ON DELETE SET NULL,
    kind TEXT NOT NULL DEFAULT 'note' CHECK (kind IN
        ('call', 'visit', 'wechat', 'email', 'letter', 'meeting', 'event', 'service', 'note')),
    at TEXT NOT NULL,
    subject TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    satisfaction INTEGER CHECK (satisfaction IS NULL OR satisfaction BETWEEN 1 AND 5),
    minutes INTEGER CHECK (minutes IS NULL OR minutes >= 0),
    expense INTEGER
);
CREATE INDEX interaction_customer ON interaction (customer_id, at);
CREATE INDEX interaction_at ON interaction (at);
CREATE INDEX interaction_contact ON interaction (contact_id);
CREATE INDEX interaction_staff ON interaction (staff_id, at);
CREATE INDEX interaction_deal ON interaction (deal_id);
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    interaction_id INTEGER REFERENCES interaction (id) ON DELETE SET NULL,
    about TEXT NOT NULL DEFAULT 'us' CHECK (about IN ('us', 'competitor')),
    competitor_id INTEGER REFERENCES competitor (id) ON DELETE SET NULL,
    product_id INTEGER REFERENCES product (id) ON DELETE SET NULL,
    rating INTEGER CHECK (rating IS NULL OR rating BETWEEN 1 AND 5),
    text TEXT NOT NULL DEFAULT '',
    wish TEXT NOT NULL DEFAULT '',
    answered INTEGER NOT NULL DEFAULT 0 CHECK (answered IN (0, 1)),
    at TEXT NOT NULL
);
CREATE INDEX feedback_customer ON feedback (customer_id, at);
CREATE INDEX feedback_interaction ON feedback (interaction_id);
CREATE INDEX feedback_competitor ON feedback (competitor_id);
CREATE INDEX feedback_product ON feedback (product_id);
CREATE TABLE sales_order (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    deal_id INTEGER REFERENCES deal (id) ON DELETE SET NULL,
    staff_id INTEGER REFERENCES staff (id) ON DELETE SET NULL,
    number TEXT NOT NULL DEFAULT '',
    date TEXT NOT NULL,
    due TEXT,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done', 'cancelled')),
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sales_order_customer ON sales_order (customer_id, date);
CREATE INDEX sales_order_date ON sales_order (date);
CREATE INDEX sales_order_deal ON sales_order (deal_id);
CREATE INDEX sales_order_staff ON sales_order (staff_id);
CREATE TABLE order_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id INTEGER NOT NULL REFERENCES sales_order (id) ON DELETE CASCADE,
    product_id INTEGER REFERENCES product (id) ON DELETE SET NULL,
    position INTEGER NOT NULL DEFAULT 0,
    title TEXT NOT NULL DEFAULT '',
    quantity TEXT NOT NULL DEFAULT '1',
    price INTEGER,
    amount INTEGER NOT NULL
);
CREATE INDEX order_line_order ON order_line (order_id);
CREATE INDEX order_line_product ON order_line (product_id);
CREATE TABLE receipt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    order_id INTEGER REFERENCES sales_order (id) ON DELETE SET NULL,
    staff_id INTEGER REFERENCES staff (id) ON DELETE SET NULL,
    date TEXT NOT NULL,
    amount INTEGER NOT NULL,
    method TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX receipt_customer ON receipt (customer_id, date);
CREATE INDEX receipt_date ON receipt (date);
CREATE INDEX receipt_order ON receipt (order_id);
CREATE INDEX receipt_staff ON receipt (staff_id);
CREATE TABLE term (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    product_id INTEGER REFERENCES product (id) ON DELETE SET NULL,
    kind TEXT NOT NULL DEFAULT 'contract' CHECK (kind IN ('contract', 'warranty', 'subscription', 'consumable')),
    title TEXT NOT NULL DEFAULT '',
    serial TEXT NOT NULL DEFAULT '',
    starts TEXT,
    ends TEXT,
    amount INTEGER,
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX term_customer ON term (customer_id);
CREATE INDEX term_ends ON term (ends);
CREATE INDEX term_product ON term (product_id);
CREATE TABLE follow_up (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    contact_id INTEGER REFERENCES contact (id) ON DELETE SET NULL,
    deal_id INTEGER REFERENCES deal (id) ON DELETE SET NULL,
    order_id INTEGER REFERENCES sales_order (id) ON DELETE SET NULL,
    staff_id INTEGER REFERENCES staff (id) ON DELETE SET NULL,
    interaction_id INTEGER REFERENCES interaction (id) ON DELETE SET NULL,
    title TEXT NOT NULL CHECK (title <> ''),
    due TEXT NOT NULL,
    due_time TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped')),
    closed TEXT,
    rule TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    created TEXT NOT NULL,
    CHECK ((state = 'open') = (closed IS NULL))
);
CREATE INDEX follow_up_customer ON follow_up (customer_id, state, due);
CREATE INDEX follow_up_open ON follow_up (state, due, due_time);
CREATE INDEX follow_up_closed ON follow_up (closed);
CREATE INDEX follow_up_contact ON follow_up (contact_id);
CREATE INDEX follow_up_deal ON follow_up (deal_id);
CREATE INDEX follow_up_order ON follow_up (order_id);
CREATE INDEX follow_up_staff ON follow_up (staff_id, state, due);
CREATE INDEX follow_up_interaction ON follow_up (interaction_id);
CREATE TABLE attachment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    interaction_id INTEGER REFERENCES interaction (id) ON DELETE SET NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    size INTEGER NOT NULL CHECK (size >= 0),
    added TEXT NOT NULL
);
CREATE INDEX attachment_customer ON attachment (customer_id);
CREATE INDEX attachment_interaction ON attachment (interaction_id);
CREATE INDEX attachment_sha256 ON attachment (sha256);
"""

# Kept by the program itself: not recorded, so undo leaves it alone.
KEPT = """
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE change_step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    op TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '{}',
    origin TEXT NOT NULL,
    staff TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'undone', 'dropped')),
    counts TEXT NOT NULL DEFAULT '{}',
    size INTEGER NOT NULL DEFAULT 0,
    changeset BLOB,
    taken_back BLOB,
    undone_order INTEGER
);
CREATE TABLE change_row (
    table_id INTEGER NOT NULL,
    row_id INTEGER NOT NULL,
    step_id INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('I', 'U', 'D')),
    fields TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (table_id, row_id, step_id)
) WITHOUT ROWID;
CREATE INDEX change_row_step ON change_row (step_id);
CREATE TABLE import_file (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    step_id INTEGER,
    at TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    profile TEXT NOT NULL DEFAULT '{}',
    totals TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX import_file_sha256 ON import_file (sha256);
CREATE TABLE import_row (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES import_file (id) ON DELETE CASCADE,
    sheet TEXT NOT NULL DEFAULT '',
    row INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN
        ('created', 'updated', 'unchanged', 'merged', 'skipped', 'rejected')),
    customer_id INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    changes TEXT NOT NULL DEFAULT ''
);
CREATE INDEX import_row_import ON import_row (import_id);
CREATE INDEX import_row_customer ON import_row (customer_id);
CREATE TABLE customer_fact (
    customer_id INTEGER PRIMARY KEY,
    contact TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    city TEXT NOT NULL DEFAULT '',
    last_contact TEXT,
    next_due TEXT,
    next_time TEXT NOT NULL DEFAULT '',
    next_title TEXT NOT NULL DEFAULT '',
    bought INTEGER NOT NULL DEFAULT 0,
    owed INTEGER NOT NULL DEFAULT 0,
    completeness INTEGER NOT NULL DEFAULT 0,
    sort_name TEXT NOT NULL DEFAULT ''
);
CREATE INDEX customer_fact_last_contact ON customer_fact (last_contact);
CREATE INDEX customer_fact_next_due ON customer_fact (next_due);
CREATE INDEX customer_fact_city ON customer_fact (city);
CREATE INDEX customer_fact_contact ON customer_fact (contact);
CREATE INDEX customer_fact_owed ON customer_fact (owed);
CREATE INDEX customer_fact_sort_name ON customer_fact (sort_name);
CREATE TABLE customer_day (
    customer_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    level TEXT NOT NULL,
    status TEXT NOT NULL,
    owner_id INTEGER,
    completeness INTEGER NOT NULL,
    owed INTEGER NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (customer_id, day)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5(body, tokenize = 'trigram', detail = none);
CREATE VIRTUAL TABLE search_note USING fts5(body, tokenize = 'trigram', detail = none);
INSERT INTO search (search, rank) VALUES ('hashsize', 33554432);
INSERT INTO search_note (search_note, rank) VALUES ('hashsize', 33554432);
"""

# Names are translated by key until somebody gives a stage a name of their own.
STAGES = (
    ("lead", "open", 10, 14),
    ("needs", "open", 30, 14),
    ("quote", "open", 50, 14),
    ("negotiation", "open", 70, 14),
    ("won", "won", 100, None),
    ("lost", "lost", 0, None),
)


def apply(connection: apsw.Connection) -> None:
    """Make every table and the default stages in an empty file."""
    connection.execute(RECORDED)
    connection.execute(KEPT)
    connection.executemany(
        "INSERT INTO stage (key, kind, position, probability, stale_days) VALUES (?, ?, ?, ?, ?)",
        [
            (key, kind, place, chance, stale)
            for place, (key, kind, chance, stale) in enumerate(STAGES)
        ],
    )
