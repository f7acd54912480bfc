CREATE TABLE anchor_turns (
    judge TEXT NOT NULL,
    owner TEXT NOT NULL,
    until DATETIME NOT NULL,
    CONSTRAINT pk_anchor_turns PRIMARY KEY (judge)
);

CREATE TABLE answers (
    judgement_id TEXT NOT NULL,
    candidate TEXT,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    turns TEXT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_answers PRIMARY KEY (judgement_id)
);

CREATE TABLE batches (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    identity TEXT NOT NULL,
    judge TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    drafted_at DATETIME,
    state TEXT NOT NULL,
    pause_reason TEXT,
    pause_detail TEXT,
    paused_since DATETIME,
    budget DOUBLE,
    waiting INTEGER NOT NULL,
    scored INTEGER NOT NULL,
    unscored INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    shared INTEGER NOT NULL,
    input_tokens BIGINT NOT NULL,
    cached_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    cost_billionths BIGINT,
    finished_at DATETIME,
    owner TEXT,
    CONSTRAINT pk_batches PRIMARY KEY (id)
);

CREATE TABLE claims (
    holder TEXT NOT NULL,
    owner TEXT NOT NULL,
    until DATETIME NOT NULL,
    in_hand TEXT NOT NULL,
    CONSTRAINT pk_claims PRIMARY KEY (holder)
);

CREATE TABLE first_looks (
    judgement_id TEXT NOT NULL,
    person TEXT NOT NULL,
    began_at DATETIME NOT NULL,
    CONSTRAINT pk_first_looks PRIMARY KEY (judgement_id)
);

CREATE TABLE followers (
    name TEXT NOT NULL,
    seq INTEGER NOT NULL,
    CONSTRAINT pk_followers PRIMARY KEY (name)
);

CREATE TABLE idempotency_keys (
    user_name TEXT NOT NULL,
    "key" TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    judgement_id TEXT NOT NULL,
    CONSTRAINT pk_idempotency_keys PRIMARY KEY (user_name, "key")
);

CREATE TABLE insight_days (
    series_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    scored BIGINT NOT NULL,
    unscored BIGINT NOT NULL,
    shared BIGINT NOT NULL,
    open BIGINT NOT NULL,
    priced BIGINT NOT NULL,
    cost_billionths BIGINT NOT NULL,
    input_tokens BIGINT NOT NULL,
    cached_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    with_coverage BIGINT NOT NULL,
    coverage_billionths BIGINT NOT NULL,
    verdicts TEXT NOT NULL,
    tallies TEXT,
    CONSTRAINT pk_insight_days PRIMARY KEY (series_id, day)
)
 WITHOUT ROWID;

CREATE TABLE insight_reviews (
    ledger_seq INTEGER NOT NULL,
    review_id TEXT NOT NULL,
    judgement_id TEXT NOT NULL,
    series_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    stream TEXT NOT NULL,
    inclusion_probability DOUBLE,
    judge DOUBLE,
    people DOUBLE,
    said TEXT NOT NULL,
    probabilities TEXT,
    blind TEXT NOT NULL,
    shown TEXT,
    final TEXT,
    reasons TEXT,
    CONSTRAINT pk_insight_reviews PRIMARY KEY (ledger_seq),
    CONSTRAINT uq_insight_reviews_review_id UNIQUE (review_id)
);

CREATE TABLE insight_series (
    id INTEGER NOT NULL,
    identity TEXT NOT NULL,
    question_id TEXT NOT NULL,
    points TEXT NOT NULL,
    judge TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt TEXT NOT NULL,
    bank TEXT NOT NULL,
    CONSTRAINT pk_insight_series PRIMARY KEY (id),
    CONSTRAINT uq_insight_series_identity UNIQUE (identity)
);

CREATE TABLE judged_versions (
    id INTEGER NOT NULL,
    identity TEXT NOT NULL,
    question_id TEXT NOT NULL,
    question TEXT,
    bank TEXT,
    judge TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt TEXT NOT NULL,
    settings_digest TEXT,
    prompt_fingerprint TEXT,
    standing INTEGER NOT NULL,
    CONSTRAINT pk_judged_versions PRIMARY KEY (id),
    CONSTRAINT uq_judged_versions_identity UNIQUE (identity)
);

CREATE TABLE ledger (
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    at TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_ledger PRIMARY KEY (seq),
    CONSTRAINT uq_ledger_previous UNIQUE (previous)
);

CREATE TABLE measurements (
    id TEXT NOT NULL,
    made_at DATETIME NOT NULL,
    name TEXT NOT NULL,
    answers INTEGER NOT NULL,
    judges TEXT NOT NULL,
    report TEXT NOT NULL,
    CONSTRAINT pk_measurements PRIMARY KEY (id)
);

CREATE TABLE review_tallies (
    subject TEXT NOT NULL,
    count INTEGER NOT NULL,
    CONSTRAINT pk_review_tallies PRIMARY KEY (subject)
);

CREATE TABLE trial_notes (
    id INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    judge TEXT NOT NULL,
    task TEXT NOT NULL,
    answer_id TEXT NOT NULL,
    sample INTEGER NOT NULL,
    at DATETIME NOT NULL,
    outcome TEXT NOT NULL,
    CONSTRAINT pk_trial_notes PRIMARY KEY (id)
);

CREATE TABLE users (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    removed_at DATETIME,
    token_at DATETIME,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT uq_users_name UNIQUE (name),
    CONSTRAINT uq_users_token_hash UNIQUE (token_hash)
);

CREATE TABLE batch_chunks (
    batch_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    reserved_billionths BIGINT NOT NULL,
    CONSTRAINT pk_batch_chunks PRIMARY KEY (batch_id, number),
    CONSTRAINT fk_batch_chunks_batch_id_batches FOREIGN KEY(batch_id) REFERENCES batches (id)
);

CREATE TABLE batch_questions (
    batch_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    question_id TEXT NOT NULL,
    question TEXT NOT NULL,
    CONSTRAINT pk_batch_questions PRIMARY KEY (batch_id, digest),
    CONSTRAINT fk_batch_questions_batch_id_batches FOREIGN KEY(batch_id) REFERENCES batches (id)
);

CREATE TABLE erasures (
    id TEXT NOT NULL,
    ledger_seq INTEGER NOT NULL,
    basis TEXT NOT NULL,
    ordered_by TEXT NOT NULL,
    why TEXT NOT NULL,
    at DATETIME NOT NULL,
    deleted TEXT NOT NULL,
    cleaned_at DATETIME,
    cleaned TEXT,
    CONSTRAINT pk_erasures PRIMARY KEY (id),
    CONSTRAINT uq_erasures_ledger_seq UNIQUE (ledger_seq),
    CONSTRAINT fk_erasures_ledger_seq_ledger FOREIGN KEY(ledger_seq) REFERENCES ledger (seq)
);

CREATE TABLE holds (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT,
    salt TEXT,
    placed_seq INTEGER NOT NULL,
    placed_at DATETIME NOT NULL,
    placed_by TEXT NOT NULL,
    placed_why TEXT NOT NULL,
    lifted_seq INTEGER,
    lifted_at DATETIME,
    lifted_by TEXT,
    lifted_why TEXT,
    CONSTRAINT pk_holds PRIMARY KEY (id),
    CONSTRAINT uq_holds_placed_seq UNIQUE (placed_seq),
    CONSTRAINT fk_holds_placed_seq_ledger FOREIGN KEY(placed_seq) REFERENCES ledger (seq),
    CONSTRAINT uq_holds_lifted_seq UNIQUE (lifted_seq),
    CONSTRAINT fk_holds_lifted_seq_ledger FOREIGN KEY(lifted_seq) REFERENCES ledger (seq)
);

CREATE TABLE intents (
    judgement_id TEXT NOT NULL,
    "key" TEXT NOT NULL,
    question_id TEXT NOT NULL,
    judge TEXT NOT NULL,
    owner TEXT NOT NULL,
    ordered_by TEXT NOT NULL,
    started_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    CONSTRAINT pk_intents PRIMARY KEY (judgement_id),
    CONSTRAINT fk_intents_judgement_id_answers FOREIGN KEY(judgement_id) REFERENCES answers (judgement_id) ON DELETE CASCADE
);

CREATE TABLE judgements (
    id TEXT NOT NULL,
    ledger_seq INTEGER NOT NULL,
    status TEXT NOT NULL,
    question_id TEXT NOT NULL,
    question_text TEXT NOT NULL,
    judge TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt TEXT NOT NULL,
    host TEXT,
    mode TEXT NOT NULL,
    settings_digest TEXT,
    prompt_fingerprint TEXT,
    bank_digest TEXT,
    score DOUBLE,
    low DOUBLE,
    high DOUBLE,
    covered INTEGER NOT NULL,
    partial INTEGER NOT NULL,
    missed INTEGER NOT NULL,
    unsure INTEGER NOT NULL,
    needs_review BOOLEAN NOT NULL,
    reason TEXT,
    detail TEXT,
    input_tokens BIGINT NOT NULL,
    cached_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    cost DOUBLE,
    latency_ms DOUBLE NOT NULL,
    attempts TEXT NOT NULL,
    provenance TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    shared_from TEXT,
    supersedes TEXT,
    CONSTRAINT pk_judgements PRIMARY KEY (id),
    CONSTRAINT uq_judgements_ledger_seq UNIQUE (ledger_seq),
    CONSTRAINT fk_judgements_ledger_seq_ledger FOREIGN KEY(ledger_seq) REFERENCES ledger (seq)
);

CREATE TABLE login_links (
    secret_hash TEXT NOT NULL,
    user_id TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    used_at DATETIME,
    CONSTRAINT pk_login_links PRIMARY KEY (secret_hash),
    CONSTRAINT fk_login_links_user_id_users FOREIGN KEY(user_id) REFERENCES users (id)
);

CREATE TABLE provider_parts (
    id TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    owner TEXT,
    state TEXT NOT NULL,
    file_id TEXT,
    remote_id TEXT,
    CONSTRAINT pk_provider_parts PRIMARY KEY (id),
    CONSTRAINT fk_provider_parts_batch_id_batches FOREIGN KEY(batch_id) REFERENCES batches (id)
);

CREATE TABLE rejudgings (
    batch_id TEXT NOT NULL,
    judge TEXT NOT NULL,
    question_id TEXT,
    CONSTRAINT pk_rejudgings PRIMARY KEY (batch_id),
    CONSTRAINT fk_rejudgings_batch_id_batches FOREIGN KEY(batch_id) REFERENCES batches (id) ON DELETE CASCADE
);

CREATE TABLE sessions (
    secret_hash TEXT NOT NULL,
    user_id TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    seen_at DATETIME,
    CONSTRAINT pk_sessions PRIMARY KEY (secret_hash),
    CONSTRAINT fk_sessions_user_id_users FOREIGN KEY(user_id) REFERENCES users (id)
);

CREATE TABLE standing_judgements (
    subject TEXT NOT NULL,
    judgement_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    size BIGINT NOT NULL,
    is_scored BOOLEAN NOT NULL,
    CONSTRAINT pk_standing_judgements PRIMARY KEY (subject),
    CONSTRAINT uq_standing_judgements_judgement_id UNIQUE (judgement_id),
    CONSTRAINT fk_standing_judgements_judgement_id_answers FOREIGN KEY(judgement_id) REFERENCES answers (judgement_id) ON DELETE CASCADE,
    CONSTRAINT fk_standing_judgements_version_judged_versions FOREIGN KEY(version) REFERENCES judged_versions (id)
);

CREATE TABLE batch_items (
    batch_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    file_row INTEGER NOT NULL,
    item_id TEXT NOT NULL,
    question TEXT NOT NULL,
    judgement_id TEXT NOT NULL,
    words INTEGER NOT NULL,
    state TEXT NOT NULL,
    chunk INTEGER,
    supersedes TEXT,
    CONSTRAINT pk_batch_items PRIMARY KEY (batch_id, position),
    CONSTRAINT fk_batch_items_batch_id_question_batch_questions FOREIGN KEY(batch_id, question) REFERENCES batch_questions (batch_id, digest),
    CONSTRAINT uq_batch_items_batch_id_item_id UNIQUE (batch_id, item_id),
    CONSTRAINT uq_batch_items_judgement_id UNIQUE (judgement_id)
)
 WITHOUT ROWID;

CREATE TABLE erased_words (
    judgement_id TEXT NOT NULL,
    erasure_id TEXT NOT NULL,
    CONSTRAINT pk_erased_words PRIMARY KEY (judgement_id),
    CONSTRAINT fk_erased_words_erasure_id_erasures FOREIGN KEY(erasure_id) REFERENCES erasures (id)
);

CREATE TABLE judgement_flags (
    judgement_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    details TEXT NOT NULL,
    CONSTRAINT pk_judgement_flags PRIMARY KEY (judgement_id, position),
    CONSTRAINT fk_judgement_flags_judgement_id_judgements FOREIGN KEY(judgement_id) REFERENCES judgements (id)
);

CREATE TABLE judgement_points (
    judgement_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    point_id TEXT NOT NULL,
    text TEXT NOT NULL,
    weight DOUBLE NOT NULL,
    verdict TEXT NOT NULL,
    claimed TEXT,
    probability DOUBLE,
    needs_review BOOLEAN NOT NULL,
    CONSTRAINT pk_judgement_points PRIMARY KEY (judgement_id, position),
    CONSTRAINT fk_judgement_points_judgement_id_judgements FOREIGN KEY(judgement_id) REFERENCES judgements (id)
);

CREATE TABLE judgement_words (
    judgement_id TEXT NOT NULL,
    "key" TEXT NOT NULL,
    salt TEXT NOT NULL,
    words TEXT NOT NULL,
    CONSTRAINT pk_judgement_words PRIMARY KEY (judgement_id),
    CONSTRAINT fk_judgement_words_judgement_id_judgements FOREIGN KEY(judgement_id) REFERENCES judgements (id)
);

CREATE TABLE review_items (
    judgement_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    judge TEXT NOT NULL,
    ordered_by TEXT NOT NULL,
    stream TEXT NOT NULL,
    inclusion_probability DOUBLE,
    why TEXT NOT NULL,
    priority DOUBLE NOT NULL,
    still_wanted INTEGER NOT NULL,
    enrolled_at DATETIME NOT NULL,
    batch_id TEXT,
    CONSTRAINT pk_review_items PRIMARY KEY (judgement_id),
    CONSTRAINT fk_review_items_judgement_id_judgements FOREIGN KEY(judgement_id) REFERENCES judgements (id)
);

CREATE TABLE review_claims (
    judgement_id TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    began_at DATETIME NOT NULL,
    until DATETIME NOT NULL,
    CONSTRAINT pk_review_claims PRIMARY KEY (judgement_id, reviewer),
    CONSTRAINT fk_review_claims_judgement_id_review_items FOREIGN KEY(judgement_id) REFERENCES review_items (judgement_id)
);

CREATE TABLE review_skips (
    ledger_seq INTEGER NOT NULL,
    judgement_id TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    at DATETIME NOT NULL,
    reason TEXT NOT NULL,
    until DATETIME,
    CONSTRAINT pk_review_skips PRIMARY KEY (ledger_seq),
    CONSTRAINT fk_review_skips_ledger_seq_ledger FOREIGN KEY(ledger_seq) REFERENCES ledger (seq),
    CONSTRAINT fk_review_skips_judgement_id_review_items FOREIGN KEY(judgement_id) REFERENCES review_items (judgement_id)
);

CREATE TABLE reviews (
    id TEXT NOT NULL,
    judgement_id TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    stream TEXT NOT NULL,
    inclusion_probability DOUBLE,
    began_at DATETIME NOT NULL,
    committed_at DATETIME NOT NULL,
    seconds DOUBLE NOT NULL,
    ledger_seq INTEGER NOT NULL,
    revealed_at DATETIME,
    revealed_seq INTEGER,
    final_at DATETIME,
    final_seconds DOUBLE,
    final_seq INTEGER,
    CONSTRAINT pk_reviews PRIMARY KEY (id),
    CONSTRAINT uq_reviews_judgement_id_reviewer UNIQUE (judgement_id, reviewer),
    CONSTRAINT fk_reviews_judgement_id_review_items FOREIGN KEY(judgement_id) REFERENCES review_items (judgement_id),
    CONSTRAINT uq_reviews_ledger_seq UNIQUE (ledger_seq),
    CONSTRAINT fk_reviews_ledger_seq_ledger FOREIGN KEY(ledger_seq) REFERENCES ledger (seq),
    CONSTRAINT uq_reviews_revealed_seq UNIQUE (revealed_seq),
    CONSTRAINT fk_reviews_revealed_seq_ledger FOREIGN KEY(revealed_seq) REFERENCES ledger (seq),
    CONSTRAINT uq_reviews_final_seq UNIQUE (final_seq),
    CONSTRAINT fk_reviews_final_seq_ledger FOREIGN KEY(final_seq) REFERENCES ledger (seq)
);

CREATE TABLE review_points (
    review_id TEXT NOT NULL,
    part TEXT NOT NULL,
    position INTEGER NOT NULL,
    point_id TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT,
    CONSTRAINT pk_review_points PRIMARY KEY (review_id, part, position),
    CONSTRAINT fk_review_points_review_id_reviews FOREIGN KEY(review_id) REFERENCES reviews (id)
);

CREATE TABLE review_seeds (
    review_id TEXT NOT NULL,
    point_id TEXT NOT NULL,
    verdict TEXT NOT NULL,
    said_at DATETIME,
    said_seconds DOUBLE,
    said_seq INTEGER,
    CONSTRAINT pk_review_seeds PRIMARY KEY (review_id),
    CONSTRAINT fk_review_seeds_review_id_reviews FOREIGN KEY(review_id) REFERENCES reviews (id),
    CONSTRAINT uq_review_seeds_said_seq UNIQUE (said_seq),
    CONSTRAINT fk_review_seeds_said_seq_ledger FOREIGN KEY(said_seq) REFERENCES ledger (seq)
);

CREATE TABLE review_words (
    review_id TEXT NOT NULL,
    salt TEXT NOT NULL,
    words TEXT NOT NULL,
    CONSTRAINT pk_review_words PRIMARY KEY (review_id),
    CONSTRAINT fk_review_words_review_id_reviews FOREIGN KEY(review_id) REFERENCES reviews (id)
);

CREATE INDEX ix_answers_candidate ON answers (candidate);

CREATE INDEX ix_batches_created_at_id ON batches (created_at, id);

CREATE INDEX ix_batches_created_by_created_at_id ON batches (created_by, created_at, id);

CREATE UNIQUE INDEX ix_batches_identity ON batches (identity) WHERE drafted_at IS NULL AND state <> 'cancelled';

CREATE INDEX ix_first_looks_person ON first_looks (person);

CREATE INDEX ix_idempotency_keys_judgement_id ON idempotency_keys (judgement_id);

CREATE INDEX ix_insight_reviews_series_id ON insight_reviews (series_id);

CREATE INDEX ix_ledger_kind_subject ON ledger (kind, subject);

CREATE INDEX ix_ledger_others ON ledger (kind, seq) WHERE kind <> 'judgement';

CREATE INDEX ix_measurements_made_at_id ON measurements (made_at, id);

CREATE INDEX ix_trial_notes_purpose_at ON trial_notes (purpose, at);

CREATE INDEX ix_holds_kind_subject ON holds (kind, subject);

CREATE INDEX ix_judgements_created_at_id ON judgements (created_at, id);

CREATE INDEX ix_judgements_created_by_created_at_id ON judgements (created_by, created_at, id);

CREATE INDEX ix_judgements_judge_created_at_id ON judgements (judge, created_at, id);

CREATE INDEX ix_judgements_low_high ON judgements (low, high);

CREATE INDEX ix_judgements_needs_review_created_at_id ON judgements (needs_review, created_at, id);

CREATE INDEX ix_judgements_question_id_created_at_id ON judgements (question_id, created_at, id);

CREATE INDEX ix_judgements_shared_from ON judgements (shared_from) WHERE shared_from IS NOT NULL;

CREATE INDEX ix_judgements_status_created_at_id ON judgements (status, created_at, id);

CREATE INDEX ix_judgements_supersedes ON judgements (supersedes) WHERE supersedes IS NOT NULL;

CREATE INDEX ix_login_links_expires_at ON login_links (expires_at);

CREATE INDEX ix_login_links_user_id ON login_links (user_id);

CREATE INDEX ix_provider_parts_batch_id ON provider_parts (batch_id);

CREATE INDEX ix_sessions_expires_at ON sessions (expires_at);

CREATE INDEX ix_sessions_user_id ON sessions (user_id);

CREATE INDEX ix_standing_judgements_version_seq_size ON standing_judgements (version, seq, size);

CREATE INDEX ix_batch_items_chunk ON batch_items (batch_id, chunk, position) WHERE state = 'waiting' AND chunk IS NOT NULL;

CREATE INDEX ix_batch_items_supersedes ON batch_items (supersedes) WHERE supersedes IS NOT NULL;

CREATE INDEX ix_erased_words_erasure_id ON erased_words (erasure_id);

CREATE INDEX ix_judgement_flags_code_judgement_id ON judgement_flags (code, judgement_id);

CREATE INDEX ix_judgement_points_point_id_verdict ON judgement_points (point_id, verdict);

CREATE INDEX ix_judgement_words_key ON judgement_words ("key");

CREATE INDEX ix_review_items_next ON review_items (stream, priority, judgement_id) WHERE still_wanted > 0;

CREATE INDEX ix_review_items_next_of_batch ON review_items (batch_id, stream, priority, judgement_id) WHERE still_wanted > 0 AND batch_id IS NOT NULL;

CREATE INDEX ix_review_items_next_of_judge ON review_items (judge, stream, priority, judgement_id) WHERE still_wanted > 0;

CREATE INDEX ix_review_items_next_of_question ON review_items (question_id, stream, priority, judgement_id) WHERE still_wanted > 0;

CREATE INDEX ix_review_items_ordered_by ON review_items (ordered_by, judgement_id) WHERE still_wanted > 0;

CREATE INDEX ix_review_claims_reviewer_until ON review_claims (reviewer, until);

CREATE INDEX ix_review_skips_judgement_id_reviewer ON review_skips (judgement_id, reviewer);

CREATE INDEX ix_reviews_reviewer_committed_at ON reviews (reviewer, committed_at);

CREATE TRIGGER ledger_follows BEFORE INSERT ON ledger
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM ledger)
      OR NEW.previous IS NOT coalesce(
        (SELECT digest FROM ledger ORDER BY seq DESC LIMIT 1),
        'sha256:0000000000000000000000000000000000000000000000000000000000000000'
      )
    BEGIN SELECT RAISE(ABORT, 'a ledger entry must follow the last one'); END;

CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER ledger_never_shrinks BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE VIRTUAL TABLE search_words USING fts5(words, detail='none', columnsize=0, tokenize='ascii');
